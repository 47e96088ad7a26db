package io.gossamer.generate.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoutingTest {
    private final RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);

    private float[] chosen(Routing routing, float... weights) {
        routing.choose(weights, random);
        return weights;
    }

    @Test
    void topOfAllIsFull() {
        assertThat(chosen(new Routing.Top(4), 0.1f, 0.2f, 0.3f, 0.4f))
                .isEqualTo(chosen(new Routing.Full(), 0.1f, 0.2f, 0.3f, 0.4f));
    }

    @Test
    void topOneCountsWhole() {
        assertThat(chosen(new Routing.Top(1), 0.3f, 0.3f, 0.2f, 0.2f)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void whatIsDroppedIsSharedOut() {
        assertThat(chosen(new Routing.Top(2), 0.1f, 0.3f, 0.6f))
                .containsExactly(new float[] {0, 1 / 3f, 2 / 3f}, within(1e-6f));
        assertThat(chosen(new Routing.Threshold(0.05f), 0.04f, 0.48f, 0.48f)).containsExactly(0, 0.5f, 0.5f);
    }

    @Test
    void theLikeliestPassesAnyThreshold() {
        assertThat(chosen(new Routing.Threshold(0.9f), 0.3f, 0.4f, 0.3f)).containsExactly(0, 1, 0);
    }

    @Test
    void everyRuleLeavesWeightsThatSumToOne() {
        for (Routing routing : List.of(
                new Routing.Full(),
                new Routing.Top(1),
                new Routing.Top(3),
                new Routing.Sampled(),
                new Routing.Threshold(0.1f))) {
            for (int trial = 0; trial < 200; trial++) {
                float[] weights = new float[6];
                for (int k = 0; k < weights.length; k++) {
                    weights[k] = random.nextFloat();
                }
                float sum = 0;
                for (float weight : chosen(routing, weights)) {
                    assertThat(weight).isNotNegative();
                    sum += weight;
                }
                assertThat(sum).as("%s", routing).isCloseTo(1, within(1e-6f));
            }
        }
    }

    @Test
    void oneIsDrawnAsOftenAsItWeighs() {
        int[] counts = new int[3];
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            float[] weights = chosen(new Routing.Sampled(), 0.5f, 0.3f, 0.2f);
            for (int k = 0; k < counts.length; k++) {
                counts[k] += weights[k] > 0 ? 1 : 0;
            }
        }
        assertThat(counts[0]).isCloseTo(10_000, within(400));
        assertThat(counts[1]).isCloseTo(6_000, within(400));
        assertThat(counts[2]).isCloseTo(4_000, within(400));
    }

    @Test
    void weightsOfNobodyAreRefused() {
        assertThatThrownBy(() -> chosen(new Routing.Full(), 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Routing.Top(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
