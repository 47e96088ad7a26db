package io.gossamer.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

final class BandwidthTest {
    @Test
    void parses() {
        assertThat(Bandwidth.parse("20mbit").bitsPerSecond()).isEqualTo(20e6);
        assertThat(Bandwidth.parse("1gbit").bitsPerSecond()).isEqualTo(1e9);
        assertThat(Bandwidth.parse("500Kbit").bitsPerSecond()).isEqualTo(500e3);
        assertThat(Bandwidth.parse("2.5 mbit").bitsPerSecond()).isEqualTo(2.5e6);
        assertThat(Bandwidth.parse("unlimited")).isEqualTo(Bandwidth.UNLIMITED);
        assertThat(Bandwidth.parse("Unlimited").isUnlimited()).isTrue();
    }

    @Test
    void prints() {
        assertThat(new Bandwidth(20e6)).hasToString("20mbit");
        assertThat(new Bandwidth(1.5e9)).hasToString("1.5gbit");
        assertThat(new Bandwidth(300)).hasToString("300bit");
        assertThat(new Bandwidth(4e15)).hasToString("4000tbit");
        assertThat(Bandwidth.UNLIMITED).hasToString("unlimited");
    }

    @Property
    void printedRatesParseToThemselves(@ForAll @DoubleRange(min = 1, max = 1e18) @Scale(10) double rate) {
        assertThat(Bandwidth.parse(new Bandwidth(rate).toString())).isEqualTo(new Bandwidth(rate));
    }

    @Test
    void transmissionTimes() {
        Bandwidth rate = Bandwidth.parse("20mbit");
        assertThat(rate.transmissionTime(2_500_000)).isEqualTo(Duration.ofSeconds(1));
        assertThat(rate.transmissionTime(0)).isEqualTo(Duration.ZERO);
        assertThat(new Bandwidth(3e9).transmissionTime(1)).isEqualTo(Duration.ofNanos(3));
        assertThat(Bandwidth.UNLIMITED.transmissionTime(Long.MAX_VALUE)).isEqualTo(Duration.ZERO);
        assertThat(new Bandwidth(8).transmissionTime(1L << 40)).isEqualTo(Duration.ofSeconds(1L << 40));
        assertThatThrownBy(() -> rate.transmissionTime(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badTextIsAClearError() {
        for (String text : List.of(
                "",
                "20",
                "0mbit",
                "20mb",
                "20mbps",
                "0.5bit",
                "9999999tbit",
                "-3mbit",
                "fast",
                "infinity",
                "NaNmbit")) {
            assertThatThrownBy(() -> Bandwidth.parse(text))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("'" + text + "' is not a bandwidth");
        }
    }

    @Test
    void ratesArePositive() {
        assertThatThrownBy(() -> new Bandwidth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Bandwidth(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
