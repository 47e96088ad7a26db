package io.gossamer.net.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
    @Test
    void readsRateLatencyAndLoss() {
        Link link = Link.parse("20mbit, 10ms, 0.01");
        assertThat(link.rate().bitsPerSecond()).isEqualTo(20e6);
        assertThat(link.latency()).isEqualTo(Duration.ofMillis(10));
        assertThat(link.loss()).isEqualTo(0.01);
        assertThat(Link.parse("1gbit,50us").latency()).isEqualTo(Duration.ofNanos(50_000));
        assertThat(Link.parse("1gbit,0.5s,1%").loss()).isEqualTo(0.01);
    }

    @Test
    void noneIsNoShaping() {
        assertThat(Link.parse("none").isNone()).isTrue();
        assertThat(Link.parse("unlimited,0ms").isNone()).isTrue();
        assertThat(Link.parse("20mbit,0ms").isNone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20mbit",
                "20mbit,",
                "20mbit,10",
                "20mbit,-1ms",
                "20mbit,10ms,2",
                "20mbit,10ms,x",
                "0mbit,1ms",
                "a,1ms",
                "20mbit,10ms,0.1,5",
                "20mbit,10ms,-0.1",
                "20mbit,10ms,NaN",
                "20mbit,100s"
            })
    void whatIsNoLinkIsRefused(String text) {
        assertThatThrownBy(() -> Link.parse(text))
                .isInstanceOfSatisfying(
                        GossamerException.class, e -> assertThat(e.hint()).isNotBlank());
    }
}
