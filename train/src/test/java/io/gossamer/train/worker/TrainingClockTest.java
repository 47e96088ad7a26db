package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TrainingClockTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(7);
    private final TrainingClock clock = new TrainingClock(nanos::get, 100);

    @Test
    void runsOnFromWhereItWas() {
        nanos.addAndGet(3 * SECOND);
        assertThat(clock.seconds()).isEqualTo(103);
    }

    @Test
    void standsStillWhileItPauses() throws InterruptedException {
        nanos.addAndGet(3 * SECOND);
        clock.pauseFor(() -> {
            assertThat(clock.seconds()).isEqualTo(103);
            nanos.addAndGet(50 * SECOND);
            assertThat(clock.seconds()).isEqualTo(103);
        });
        assertThat(clock.seconds()).isEqualTo(103);
        nanos.addAndGet(SECOND);
        assertThat(clock.seconds()).isEqualTo(104);
    }
}
