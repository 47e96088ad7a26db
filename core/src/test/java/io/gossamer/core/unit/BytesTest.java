package io.gossamer.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class BytesTest {
    @Test
    void parses() {
        assertThat(Bytes.parse("100MiB").count()).isEqualTo(100L << 20);
        assertThat(Bytes.parse("1.5GB").count()).isEqualTo(1_500_000_000L);
        assertThat(Bytes.parse("512").count()).isEqualTo(512);
        assertThat(Bytes.parse(" 0.5 kib ").count()).isEqualTo(512);
        assertThat(Bytes.parse("9223372036854775807B").count()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void prints() {
        assertThat(new Bytes(0)).hasToString("0B");
        assertThat(new Bytes(1001)).hasToString("1001B");
        assertThat(new Bytes(100L << 20)).hasToString("100MiB");
        assertThat(new Bytes(1_500_000_000L)).hasToString("1500MB");
    }

    @Test
    void roundsForPeople() {
        assertThat(new Bytes(0).rounded()).isEqualTo("0B");
        assertThat(new Bytes(999).rounded()).isEqualTo("999B");
        assertThat(new Bytes(1000).rounded()).isEqualTo("1.00kB");
        assertThat(new Bytes(999_499).rounded()).isEqualTo("999kB");
        assertThat(new Bytes(999_500).rounded()).isEqualTo("1.00MB");
        assertThat(new Bytes(12_345_678).rounded()).isEqualTo("12.3MB");
        assertThat(new Bytes(Long.MAX_VALUE).rounded()).isEqualTo("9.22EB");
    }

    @Property
    void printedAmountsParseToThemselves(@ForAll @LongRange(min = 0) long count) {
        assertThat(Bytes.parse(new Bytes(count).toString())).isEqualTo(new Bytes(count));
    }

    @Property
    void roundAmountsParseToThemselves(@ForAll @LongRange(min = 0, max = 9000) long number, @ForAll boolean binary) {
        for (long unit = 1; unit < 1L << 41; unit *= binary ? 1024 : 1000) {
            assertThat(Bytes.parse(new Bytes(number * unit).toString()).count()).isEqualTo(number * unit);
        }
    }

    @Test
    void badTextIsAClearError() {
        for (String text :
                List.of("", "MB", "-1MB", "1XB", "1.5B", "1..5MB", "9223372036854775808", "1e9", "∞", "1 0MB")) {
            assertThatThrownBy(() -> Bytes.parse(text))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("'" + text + "'");
        }
        assertThatThrownBy(() -> Bytes.parse("9".repeat(100_000)))
                .isInstanceOf(GossamerException.class)
                .message()
                .hasSizeLessThan(100);
    }

    @Test
    void amountsAreNeverNegative() {
        assertThatThrownBy(() -> new Bytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
