package io.gossamer.bench.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In virtual time a limit holds on every machine, or on none. */
class SimulatedBenchTest {
    @Test
    void severalConnectionsAndAGoodRingAreWorthWhatIsPromised() {
        assertThat(StripeBench.run().holds()).isTrue();
        assertThat(RingOrderBench.run().holds()).isTrue();
    }

    @Test
    void oneConnectionHasOneWindowARoundTrip() {
        // 8 MiB each way, 64 KiB in 50 ms.
        assertThat(StripeBench.seconds(1)).isBetween(6.4, 6.7);
    }
}
