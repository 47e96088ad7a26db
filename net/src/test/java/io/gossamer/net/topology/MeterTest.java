package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long MILLI = 1_000_000;

    private final Meter meter = new Meter(new ProbeSettings(1, Duration.ofMillis(40), 1 << 20));

    @Test
    void wholeBurstsAfterTheWarmUpCount() {
        for (int burst = 0; burst <= 12; burst++) {
            long now = (4L * burst - 5) * MILLI;
            assertThat(meter.arrived(now, 600)).as("burst %d", burst).isEqualTo(burst == 12);
            if (burst < 12) {
                assertThat(meter.arrived(now, 400)).isFalse();
            }
        }
        // Burst 3 comes 12 ms after the first and ends the warm-up; burst 12 may still go on.
        assertThat(meter.result()).isEqualTo(new ProbeFrames.Result(12_600, 8_000, 8 * 4 * MILLI));
    }

    @Test
    void theBytesAreALimitToo() {
        assertThat(meter.arrived(0, 1 << 18)).isFalse();
        assertThat(meter.arrived(1, 1 << 19)).isFalse();
        assertThat(meter.arrived(2, 1 << 18)).isTrue();
        assertThat(meter.result()).isEqualTo(new ProbeFrames.Result(1 << 20, 1 << 19, 1));
    }

    @Test
    void whatComesAllAtOnceHasNoRate() {
        assertThat(meter.arrived(7, 1 << 19)).isFalse();
        assertThat(meter.arrived(7, 1 << 19)).isTrue();
        assertThat(meter.result()).isEqualTo(new ProbeFrames.Result(1 << 20, 0, 0));
    }
}
