package io.gossamer.train.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The exact checks of sheet 07 that concern the choice. */
class LevelChoiceTest {
    private static final double[][] ERRORS = {{4, 3, 2, 1}, {10, 6, 3, 1}, {1, 0.8, 0.6, 0.5}};
    private static final double[][] SIZES = {{100, 200, 300, 400}, {10, 20, 30, 40}, {1000, 2000, 3000, 4000}};

    private static BudgetedChoice budgeted(double slack) {
        return new BudgetedChoice(slack, BudgetedChoice.DEFAULT_BUCKETS);
    }

    @Test
    void solvesTheToyOfTheSheet() {
        int[] first = budgeted(1).choose(SIZES, ERRORS, new int[] {1, 1, 1});
        assertThat(first).containsExactly(0, 2, 0);
        assertThat(LevelChoice.total(SIZES, first)).isEqualTo(1130);
        int[] second = budgeted(1).choose(SIZES, ERRORS, new int[] {2, 2, 2});
        assertThat(second).containsExactly(1, 3, 0);
        assertThat(LevelChoice.total(SIZES, second)).isEqualTo(1240);
    }

    /** Tables as families make them: errors fall and sizes grow with the level. */
    private record Tables(double[][] sizes, double[][] errors, int[] reference) {
        static Tables random(long seed, int layers, int levels) {
            Random random = new Random(seed);
            double[][] sizes = new double[layers][levels];
            double[][] errors = new double[layers][levels];
            int[] reference = new int[layers];
            for (int layer = 0; layer < layers; layer++) {
                double scale = Math.pow(10, 3 * random.nextDouble());
                for (int level = 0; level < levels; level++) {
                    sizes[layer][level] = (level == 0 ? 0 : sizes[layer][level - 1]) + scale * random.nextDouble();
                }
                for (int level = levels - 1; level >= 0; level--) {
                    errors[layer][level] = (level == levels - 1 ? 0 : errors[layer][level + 1]) + random.nextDouble();
                }
                reference[layer] = random.nextInt(levels);
            }
            return new Tables(sizes, errors, reference);
        }

        double budget() {
            return LevelChoice.total(errors, reference);
        }

        /** The smallest size of all assignments whose error is at most {@code budget}. */
        double bruteForce(double budget) {
            int[] levels = new int[sizes.length];
            double best = Double.POSITIVE_INFINITY;
            do {
                if (LevelChoice.total(errors, levels) <= budget) {
                    best = Math.min(best, LevelChoice.total(sizes, levels));
                }
            } while (increment(levels));
            return best;
        }

        private boolean increment(int[] levels) {
            for (int layer = 0; layer < levels.length; layer++) {
                levels[layer] = (levels[layer] + 1) % sizes[layer].length;
                if (levels[layer] != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    @Property(tries = 300)
    void isTheOptimumUpToTheRoundingOfBuckets(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int layers,
            @ForAll @IntRange(min = 1, max = 6) int levels) {
        Tables tables = Tables.random(seed, layers, levels);
        double size =
                LevelChoice.total(tables.sizes, budgeted(1).choose(tables.sizes, tables.errors, tables.reference));
        double bucket = tables.budget() / BudgetedChoice.DEFAULT_BUCKETS;
        assertThat(size).isGreaterThanOrEqualTo(tables.bruteForce(tables.budget()) * (1 - 1e-12));
        assertThat(size).isLessThanOrEqualTo(tables.bruteForce(tables.budget() - layers * bucket) * (1 + 1e-12));
    }

    @Property(tries = 300)
    void noChoiceEverExceedsTheReferenceInErrorNorTheDynamicProgrammeInSize(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int layers) {
        Tables tables = Tables.random(seed, layers, 8);
        for (LevelChoice choice : new LevelChoice[] {budgeted(1), new GreedyChoice(), new RandomChoice(seed)}) {
            int[] levels = choice.choose(tables.sizes, tables.errors, tables.reference);
            assertThat(LevelChoice.total(tables.errors, levels)).isLessThanOrEqualTo(tables.budget() * (1 + 1e-12));
        }
        double size =
                LevelChoice.total(tables.sizes, budgeted(1).choose(tables.sizes, tables.errors, tables.reference));
        assertThat(size).isLessThanOrEqualTo(LevelChoice.total(tables.sizes, tables.reference));
    }

    @Property(tries = 100)
    void theSizeFallsWithTheSlackAndTheScaleOfErrorsDoesNotMatter(@ForAll long seed) {
        Tables tables = Tables.random(seed, 4, 5);
        double before = Double.POSITIVE_INFINITY;
        for (double slack : new double[] {1, 1.2, 1.5, 2, 4}) {
            double size = LevelChoice.total(
                    tables.sizes, budgeted(slack).choose(tables.sizes, tables.errors, tables.reference));
            assertThat(size).isLessThanOrEqualTo(before);
            before = size;
        }
        double[][] scaled = Arrays.stream(tables.errors)
                .map(row -> Arrays.stream(row).map(error -> error * 1024).toArray())
                .toArray(double[][]::new);
        assertThat(budgeted(1).choose(tables.sizes, scaled, tables.reference))
                .containsExactly(budgeted(1).choose(tables.sizes, tables.errors, tables.reference));
    }

    @Test
    void aSingleLayerKeepsItsReferenceOrTakesWhatCostsLessForNoMoreError() {
        assertThat(budgeted(1).choose(new double[][] {{1, 2, 3}}, new double[][] {{9, 5, 1}}, new int[] {1}))
                .containsExactly(1);
        assertThat(budgeted(2).choose(new double[][] {{1, 2, 3}}, new double[][] {{9, 5, 1}}, new int[] {1}))
                .containsExactly(0);
        assertThat(budgeted(1).choose(new double[][] {{3, 2, 1}}, new double[][] {{9, 5, 5}}, new int[] {1}))
                .containsExactly(2);
    }

    @Test
    void manyEqualLayersWhoseRoundedErrorsBreakTheBudgetKeepTheReference() {
        double[][] sizes = new double[7][];
        double[][] errors = new double[7][];
        Arrays.fill(sizes, new double[] {1, 2});
        Arrays.fill(errors, new double[] {5, 1 / 3.0});
        int[] reference = {1, 1, 1, 1, 1, 1, 1};
        assertThat(budgeted(1).choose(sizes, errors, reference)).containsExactly(reference);
    }

    @Test
    void withoutAnyErrorTheSmallestIsTaken() {
        assertThat(budgeted(1).choose(new double[][] {{3, 1, 2}}, new double[][] {{0, 0, 0}}, new int[] {0}))
                .containsExactly(1);
    }

    @Test
    void greedyFindsASmallerAnswerThanTheReferenceOnTheToy() {
        int[] levels = new GreedyChoice().choose(SIZES, ERRORS, new int[] {1, 1, 1});
        assertThat(LevelChoice.total(SIZES, levels)).isCloseTo(1130, within(200.0));
    }
}
