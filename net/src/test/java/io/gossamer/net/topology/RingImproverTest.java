package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RingImproverTest {
    @Property(tries = 60)
    void aRingIsNeverWorseThanTheOneBefore(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int size, @ForAll Objective objective) {
        CostMatrix costs = Rings.random(seed, size, 0.2);
        Ring ring = Rings.shuffled(seed, size);
        RingImprover improver = new RingImprover(costs, objective, seed, ring);
        assertThat(improver.best()).isEqualTo(ring);
        for (int portion = 0; portion < 5; portion++) {
            Ring improved = improver.improve(50);
            assertThat(objective.prefers(ring.cost(costs), improved.cost(costs)))
                    .isFalse();
            assertThat(improver.best()).isEqualTo(improved);
            ring = improved;
        }
    }

    @Property(tries = 30)
    void portionsMakeNoDifference(@ForAll long seed, @ForAll Objective objective) {
        CostMatrix costs = Rings.random(seed, 25, 0.1);
        Ring start = Rings.shuffled(seed, 25);
        RingImprover atOnce = new RingImprover(costs, objective, 7, start);
        RingImprover inPortions = new RingImprover(costs, objective, 7, start);
        for (int steps = 1; steps <= 30; steps++) {
            inPortions.improve(steps);
        }
        assertThat(inPortions.best()).isEqualTo(atOnce.improve(30 * 31 / 2));
    }

    @Test
    void anEdgeThatWasLostIsAvoided() {
        for (int size : new int[] {5, 30}) {
            double[][] costs = new double[size][size];
            for (double[] row : costs) {
                Arrays.fill(row, 1);
            }
            costs[0][1] = Double.POSITIVE_INFINITY;
            CostMatrix matrix = CostMatrix.of(costs);
            Ring broken = Ring.ascending(size);
            assertThat(broken.cost(matrix).usable()).isFalse();
            Ring repaired = new RingImprover(matrix, Objective.BOTTLENECK, 1, broken).improve(500);
            assertThat(repaired.cost(matrix)).isEqualTo(new RingCost(0, 1, size));
        }
    }

    @Test
    void aRingThatCannotBeBetterStays() {
        CostMatrix costs = Rings.withTies(3, 9);
        Ring best = ExactRing.best(costs, Objective.TOTAL).orElseThrow();
        int[] turned = best.order().stream().mapToInt(Integer::intValue).toArray();
        assertThat(new RingImprover(costs, Objective.TOTAL, 1, Ring.of(turned)).improve(1000))
                .isEqualTo(best);
    }
}
