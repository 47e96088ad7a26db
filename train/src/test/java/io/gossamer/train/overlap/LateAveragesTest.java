package io.gossamer.train.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.optimizer.ClippedMomentum;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.overlap.LateAverages.FirstRound;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.local.Co2;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Subject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact checks of sheet 13 on the real parts. */
class LateAveragesTest {
    private static final int LONG = 1_000_000;
    private static final Sgd.Spec PLAIN = new Sgd.Spec(0, false, 0);
    private static final Sgd.Spec HEAVY = new Sgd.Spec(0.9, false, 0);
    private static final AffineProblem TWO = Problems.quadratics(new double[] {1, 1}, new double[][] {{1, -1}, {3, 1}});
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(3, 4, 12, 10);

    private static LateAverages subject(Sgd.Spec inner, int staleness, StalenessPenalty penalty, boolean sharded) {
        return new LateAverages(inner, 0, staleness, FirstRound.OVERLAPPED, penalty, sharded);
    }

    private static Merge merge(double momentum, double limit) {
        return Merge.differences(new ClippedMomentum.Spec(momentum, limit), 1);
    }

    private static OverlapCluster golden(StalenessPenalty penalty, boolean sharded) {
        return new OverlapCluster(2, TWO, 1, 0.1).run(subject(PLAIN, 1, penalty, sharded), merge(0.2, 0), 5, LONG);
    }

    private static void requireFirst(OverlapCluster run, double... expected) {
        assertThat(run.rounds()).hasSize(expected.length);
        for (int round = 0; round < expected.length; round++) {
            assertThat(run.rounds().get(round)).containsExactly(new double[] {expected[round], 0}, within(3e-7));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goldenWithPenalty(boolean sharded) {
        requireFirst(golden(StalenessPenalty.gapAware(), sharded), 0, 0.2, 0.34, 0.46925, 0.58843108);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goldenWithoutPenalty(boolean sharded) {
        requireFirst(golden(StalenessPenalty.OFF, sharded), 0, 0.2, 0.44, 0.668, 0.8696);
        StalenessPenalty half = new StalenessPenalty(StalenessPenalty.Mode.CONSTANT, 2, false);
        // Half of each difference: x = 0, 0.1, 0.22, ...
        requireFirst(golden(half, sharded), 0, 0.1, 0.22, 0.339, 0.4518);
    }

    @ParameterizedTest
    @CsvSource({"0,0,true", "0.5,0,true", "0.2,0.05,false", "0.2,0.05,true"})
    void agreesWithTheRecursionToTheEnd(double momentum, double limit, boolean gapAware) {
        int rounds = 20;
        OverlapCluster run = new OverlapCluster(4, LEAST_SQUARES, 5, 0.02)
                .run(
                        subject(PLAIN, 1, gapAware ? StalenessPenalty.gapAware() : StalenessPenalty.OFF, false),
                        merge(momentum, limit),
                        5 * rounds,
                        5 * rounds);
        double bound = limit == 0 ? Double.POSITIVE_INFINITY : limit;
        Co2 co2 = new Co2(LEAST_SQUARES, new Co2.Settings(5, 0.02, momentum, 1, bound, 1, gapAware), new double[10]);
        for (int round = 0; round < rounds; round++) {
            co2.step();
            if (round == rounds - 1) {
                co2.drain();
            }
            assertThat(run.rounds().get(round)).containsExactly(co2.iterate(), within(2e-5));
        }
    }

    @Test
    void withoutDelayItIsSlowMoAndWithoutMomentumLocalSgdBitForBit() {
        for (double momentum : new double[] {0, 0.5}) {
            for (StalenessPenalty penalty : List.of(StalenessPenalty.OFF, StalenessPenalty.gapAware())) {
                OverlapCluster co2 = new OverlapCluster(4, LEAST_SQUARES, 5, 0.02)
                        .run(subject(HEAVY, 0, penalty, false), merge(momentum, 0), 43, 43);
                OverlapCluster slowMo = new OverlapCluster(4, LEAST_SQUARES, 5, 0.02)
                        .run(
                                new Subject.Difference(HEAVY, 0),
                                Merge.differences(new Sgd.Spec(momentum, false, 0), 1),
                                43,
                                43);
                assertThat(co2.rounds().toArray(double[][]::new))
                        .isDeepEqualTo(slowMo.rounds().toArray(double[][]::new));
                assertThat(co2.last())
                        .isEqualTo(slowMo.last())
                        .isNotEqualTo(co2.rounds().getLast());
            }
        }
    }

    @Test
    void aloneWithoutDelayItIsPlainTraining() {
        OverlapCluster co2 = new OverlapCluster(1, LEAST_SQUARES, 5, 0.02)
                .run(subject(HEAVY, 0, StalenessPenalty.gapAware(), false), merge(0, 0), 40, LONG);
        OverlapCluster plain = new OverlapCluster(1, LEAST_SQUARES, 1, 0.02)
                .run(new Subject.Gradient(0), Merge.gradients(HEAVY, 0), 40, LONG);
        for (int round = 0; round < 8; round++) {
            assertThat(co2.rounds().get(round)).containsExactly(plain.rounds().get(5 * round + 4), within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,0.05", "3,0", "4,0.05", "12,0"})
    void aShardedMomentumGivesTheSameModel(int nodes, double limit) {
        AffineProblem problem = Problems.leastSquares(3, nodes, 12, 10);
        for (StalenessPenalty penalty : List.of(
                StalenessPenalty.OFF,
                StalenessPenalty.gapAware(),
                new StalenessPenalty(StalenessPenalty.Mode.GAP_AWARE, 1, true))) {
            OverlapCluster whole = new OverlapCluster(nodes, problem, 4, 0.02)
                    .run(subject(HEAVY, 1, penalty, false), merge(0.3, limit), 32, 32);
            OverlapCluster sharded = new OverlapCluster(nodes, problem, 4, 0.02)
                    .run(subject(HEAVY, 1, penalty, true), merge(0.3, limit), 32, 32);
            for (int round = 0; round < 8; round++) {
                assertThat(sharded.rounds().get(round))
                        .containsExactly(whole.rounds().get(round), within(1e-5));
            }
        }
    }

    @Test
    void whatIsTrainedInARoundCountsOnlyAfterTheNext() {
        int period = 4;
        OverlapCluster one = new OverlapCluster(4, LEAST_SQUARES, period, 0.02)
                .run(subject(HEAVY, 1, StalenessPenalty.gapAware(), false), merge(0.2, 0), 6 * period, LONG);
        // In round 2 all nodes take others' gradients.
        OverlapCluster other = new OverlapCluster(4, LEAST_SQUARES, period, 0.02)
                .withShift(step -> step == 2 * period ? 1 : step / period == 2 ? 2 : 0)
                .run(subject(HEAVY, 1, StalenessPenalty.gapAware(), false), merge(0.2, 0), 6 * period, LONG);
        for (int round = 0; round <= 2; round++) {
            assertThat(other.rounds().get(round)).isEqualTo(one.rounds().get(round));
        }
        assertThat(other.rounds().get(3)).isNotEqualTo(one.rounds().get(3));
    }

    @Test
    void theExchangeHidesBehindTheStepsInVirtualTime() {
        // Nothing but latency: an all-reduce of so few bytes takes 80 ms.
        SimulatedGroup nodes = new SimulatedGroup(2, 1, "1gbit,80ms", FaultSchedule.NONE, Duration.ofSeconds(30));
        Duration step = Duration.ofMillis(25);
        int rounds = 20;
        double compute = rounds * 4 * 0.025;
        OverlapCluster late = new OverlapCluster(nodes, TWO, 4, 0.1)
                .withStepTime(step)
                .run(subject(PLAIN, 1, StalenessPenalty.gapAware(), false), merge(0.2, 0), 4 * rounds, LONG);
        OverlapCluster blocking = new OverlapCluster(nodes, TWO, 4, 0.1)
                .withStepTime(step)
                .run(subject(PLAIN, 0, StalenessPenalty.gapAware(), false), merge(0.2, 0), 4 * rounds, LONG);
        // The last one is waited for.
        assertThat(late.seconds() - 0.08).isBetween(compute, 1.05 * compute);
        assertThat(late.hiddenSeconds()).isBetween((rounds - 1) * 0.08, rounds * 0.082);
        assertThat(blocking.seconds()).isBetween(1.75 * compute, 1.9 * compute);
    }

    @Test
    void theFirstRoundMayWait() {
        LateAverages blocking = new LateAverages(PLAIN, 0, 1, FirstRound.BLOCKING, StalenessPenalty.gapAware(), false);
        OverlapCluster run = new OverlapCluster(2, TWO, 1, 0.1).run(blocking, merge(0.2, 0), 3, LONG);
        // x_1 = 0.2 at once; nothing late; then d = -0.18 measured at 0.2, where x still is, and m = -0.04 - 0.18.
        requireFirst(run, 0.2, 0.2, 0.42);
    }

    @Test
    void theLastAverageIsAppliedAtTheEnd() {
        OverlapCluster run = new OverlapCluster(2, TWO, 1, 0.1)
                .run(subject(PLAIN, 1, StalenessPenalty.OFF, false), merge(0.2, 0), 4, 4);
        requireFirst(run, 0, 0.2, 0.44, 0.8696);
    }

    @Test
    void clippingHoldsTheMomentumWithinItsBounds() {
        OverlapCluster run = new OverlapCluster(4, LEAST_SQUARES, 5, 0.05)
                .run(subject(PLAIN, 1, StalenessPenalty.OFF, false), merge(0.5, 0.01), 100, LONG);
        double largest = 0;
        for (int round = 1; round < run.rounds().size(); round++) {
            double[] before = run.rounds().get(round - 1);
            double[] after = run.rounds().get(round);
            for (int i = 0; i < after.length; i++) {
                largest = Math.max(largest, Math.abs(after[i] - before[i]));
            }
        }
        assertThat(largest).isBetween(0.0099, 0.0101);
    }

    @Test
    void aLargeMomentumIsWarnedOf() {
        LateAverages late = subject(PLAIN, 1, StalenessPenalty.gapAware(), false);
        LateAverages atOnce = subject(PLAIN, 0, StalenessPenalty.gapAware(), false);
        assertThat(new OverlapCluster(1, TWO, 1, 0.1)
                        .run(late, merge(0.5, 0), 2, LONG)
                        .notes())
                .singleElement()
                .satisfies(note -> assertThat(note.text()).contains("0.5 is unstable"));
        assertThat(new OverlapCluster(1, TWO, 1, 0.1)
                        .run(late, merge(0.4, 0), 2, LONG)
                        .notes())
                .isEmpty();
        assertThat(new OverlapCluster(1, TWO, 1, 0.1)
                        .run(atOnce, merge(0.5, 0), 2, LONG)
                        .notes())
                .isEmpty();
    }

    @Test
    void allNodesHoldTheSameMomentumAfterEveryRound() {
        OverlapCluster run = new OverlapCluster(4, LEAST_SQUARES, 5, 0.02)
                .run(subject(HEAVY, 1, StalenessPenalty.gapAware(), false), merge(0.2, 1), 50, LONG);
        assertThat(run.hashes()).hasSize(10).doesNotHaveDuplicates();
        assertThat(Arrays.stream(run.last()).allMatch(Double::isFinite)).isTrue();
    }
}
