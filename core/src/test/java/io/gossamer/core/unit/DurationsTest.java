package io.gossamer.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class DurationsTest {
    @Test
    void parses() {
        assertThat(Durations.parse("30ms")).isEqualTo(Duration.ofMillis(30));
        assertThat(Durations.parse("2s")).isEqualTo(Duration.ofSeconds(2));
        assertThat(Durations.parse("1m30s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Durations.parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Durations.parse("0.5ms")).isEqualTo(Duration.ofNanos(500_000));
        assertThat(Durations.parse(" 1D ")).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void prints() {
        assertThat(Durations.print(Duration.ZERO)).isEqualTo("0s");
        assertThat(Durations.print(Duration.ofMillis(30))).isEqualTo("30ms");
        assertThat(Durations.print(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(Durations.print(Duration.ofMillis(1500))).isEqualTo("1s500ms");
    }

    @Property
    void printedDurationsParseToThemselves(@ForAll @LongRange(min = 0) long nanoseconds) {
        Duration duration = Duration.ofNanos(nanoseconds);
        assertThat(Durations.parse(Durations.print(duration))).isEqualTo(duration);
    }

    @Test
    void badTextIsAClearError() {
        for (String text : List.of("", "30", "ms", "-1s", "1s1m", "1s1s", "1 s 2", "0.5ns", "soon", "999999999999d")) {
            assertThatThrownBy(() -> Durations.parse(text))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("'" + text + "'");
        }
    }

    @Test
    void negativeDurationsAreNotPrinted() {
        assertThatThrownBy(() -> Durations.print(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
