package io.gossamer.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "12345, 12.3 kB",
        "999499, 999 kB",
        "999500, 1.00 MB",
        "106e6, 106 MB"
    })
    void bytes(double bytes, String words) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0.2404, 240 ms",
        "0.9996, 1.00 s",
        "12.34, 12.3 s",
        "99.96, 1 min 40 s",
        "245, 4 min 05 s",
        "7800, 2 h 10 min"
    })
    void seconds(double seconds, String words) {
        assertThat(Quantity.seconds(seconds)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "32, 32.0",
        "1.2345, 1.23",
        "0.03124, 0.0312",
        "1, 1.00",
        "250.4, 250",
        "12345, '12,345'",
        "Infinity, –"
    })
    void significant(double value, String words) {
        assertThat(Quantity.significant(value)).isEqualTo(words);
    }

    @Property
    void bytesNeverNeedMoreThanSevenColumns(@ForAll @DoubleRange(min = 0, max = 9e17) double bytes) {
        assertThat(Quantity.bytes(bytes)).hasSizeLessThanOrEqualTo(7);
    }

    @Test
    void tablesAlign() {
        String table = new TextTable(TextTable.Align.LEFT, TextTable.Align.RIGHT)
                .row("method", "sent")
                .row("dgc", "1.28 MB")
                .render();
        assertThat(table).isEqualTo("method     sent\ndgc     1.28 MB\n");
    }
}
