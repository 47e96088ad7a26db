package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RingSearchTest {
    private static final int STEPS = 1_000;

    private static RingSearch search(CostMatrix costs, Objective objective, long seed, Ring start, int steps) {
        RingSearch search = new RingSearch(costs, objective, seed, start);
        for (int i = 0; i < steps; i++) {
            search.step();
        }
        return search;
    }

    @Property(tries = 150)
    void noStepMakesTheRingWorse(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 30) int size,
            @ForAll @DoubleRange(max = 0.8) double unreachable,
            @ForAll Objective objective) {
        CostMatrix costs = Rings.random(seed, size, unreachable);
        RingSearch search = new RingSearch(costs, objective, seed, Rings.shuffled(seed, size));
        for (int i = 0; i < 300; i++) {
            RingCost before = search.bestCost();
            search.step();
            assertThat(objective.prefers(before, search.bestCost())).isFalse();
            assertThat(search.best().cost(costs)).isEqualTo(search.bestCost());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMedianIsWithinFivePercentOfTheBest(Objective objective) {
        double[] excess = new double[60];
        for (int i = 0; i < excess.length; i++) {
            int size = 10 + i % 3;
            CostMatrix costs = Rings.random(i, size, 0);
            RingCost best = ExactRing.best(costs, objective).orElseThrow().cost(costs);
            RingCost found =
                    search(costs, objective, i, Rings.shuffled(i, size), STEPS).bestCost();
            excess[i] = switch (objective) {
                case TOTAL -> found.total() / best.total() - 1;
                case BOTTLENECK -> found.bottleneck() / best.bottleneck() - 1;
            };
            assertThat(excess[i]).isNotNegative();
        }
        Arrays.sort(excess);
        assertThat(excess[excess.length / 2]).isLessThan(0.05);
    }

    /** Half of all pairs unreachable: now and then a single ring is left. */
    @Test
    void nineteenOfTwentyHiddenRingsAreFound() {
        int exist = 0;
        int found = 0;
        for (int seed = 0; seed < 200; seed++) {
            int size = 4 + seed % 13;
            CostMatrix costs = Rings.random(seed, size, 0.5);
            boolean exists = new Subrings(costs, costs.highest()).joinsAll();
            boolean usable = search(costs, Objective.TOTAL, seed, Rings.shuffled(seed, size), 3_000)
                    .bestCost()
                    .usable();
            assertThat(usable && !exists).isFalse();
            exist += exists ? 1 : 0;
            found += usable ? 1 : 0;
        }
        assertThat(exist).isGreaterThan(100);
        assertThat(found).as("of %d", exist).isGreaterThanOrEqualTo(exist * 19 / 20);
    }
}
