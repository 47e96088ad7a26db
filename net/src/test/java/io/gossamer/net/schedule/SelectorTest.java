package io.gossamer.net.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final Link SLOW = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final LinkModel BARE = new LinkModel(Duration.ofMillis(10), new Bandwidth(8e6), Duration.ZERO);

    @Test
    void costsAreThoseOfTheFormulas() {
        assertThat(Algorithm.RING.seconds(1_000_000, 4, BARE)).isCloseTo(6 * 0.010 + 1.5, within(1e-12));
        assertThat(Algorithm.TREE.seconds(1_000_000, 5, BARE)).isCloseTo(6 * (0.010 + 1), within(1e-12));
        assertThat(Algorithm.DIRECT.seconds(1000, 5, BARE)).isCloseTo(0.010 + 4 * 0.001, within(1e-12));
        LinkModel busy = new LinkModel(Duration.ZERO, Bandwidth.UNLIMITED, Duration.ofMillis(1));
        assertThat(Algorithm.RING.seconds(1000, 4, busy)).isCloseTo(0.006, within(1e-12));
        assertThat(Algorithm.TREE.seconds(1000, 4, busy)).isCloseTo(0.004, within(1e-12));
        assertThat(Algorithm.DIRECT.seconds(1000, 4, busy)).isCloseTo(0.003, within(1e-12));
        for (Algorithm algorithm : Algorithm.values()) {
            assertThat(algorithm.seconds(1000, 1, BARE)).as(algorithm.label()).isZero();
        }
    }

    @Test
    void longArraysGoAroundTheRingShortOnesDirectlyAndThoseOfManyNodesThroughTheTree() {
        Selector selector = new Selector.ByCost(LinkModel.of(SLOW));
        assertThat(selector.choose(64 << 20, 8)).isEqualTo(Algorithm.RING);
        assertThat(selector.choose(1000, 8)).isEqualTo(Algorithm.DIRECT);
        assertThat(selector.choose(1000, 1000)).isEqualTo(Algorithm.TREE);
        assertThat(selector.choose(1 << 20, 1000)).isEqualTo(Algorithm.TREE);
        assertThat(selector.choose(Algorithm.LARGEST_DIRECT + 1, 2)).isNotEqualTo(Algorithm.DIRECT);
    }

    @Test
    void withoutAModelTheSizeDecides() {
        Selector selector = new Selector.BySize();
        assertThat(selector.choose(Algorithm.LARGEST_DIRECT, 5)).isEqualTo(Algorithm.DIRECT);
        assertThat(selector.choose(Algorithm.LARGEST_DIRECT + 1, 5)).isEqualTo(Algorithm.RING);
    }
}
