package io.gossamer.train.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.Note;
import io.gossamer.train.optimizer.AdamW;
import io.gossamer.train.optimizer.ClippedMomentum;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.overlap.LateAverages.FirstRound;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Subject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CO2 among groups, whose members average gradients at every step and may shard their optimiser's state. */
class WorkerGroupsTest {
    private static final int LONG = 1_000_000;
    private static final Sgd.Spec PLAIN = new Sgd.Spec(0, false, 0);
    private static final Sgd.Spec HEAVY = new Sgd.Spec(0.9, true, 1e-3);
    private static final AdamW.Spec ADAM = new AdamW.Spec(0.9, 0.999, 1e-8, 0.01, true);
    private static final Merge OUTER = Merge.differences(new ClippedMomentum.Spec(0.2, 1), 1);

    private static LateAverages subject(
            Optimizer.Spec inner, double clip, int staleness, boolean shardedMomentum, WorkerGroups groups) {
        return new LateAverages(
                inner, clip, staleness, FirstRound.OVERLAPPED, StalenessPenalty.gapAware(), shardedMomentum, groups);
    }

    private static WorkerGroups groups(int size, StateSharding sharding) {
        return new WorkerGroups(size, sharding);
    }

    /** Half the squared distance to a point of each node's own, of as many dimensions as one likes. */
    private record Distances(double[][] points) implements Problem {
        @Override
        public int nodes() {
            return points.length;
        }

        @Override
        public int dimension() {
            return points[0].length;
        }

        @Override
        public double[] gradient(int node, double[] x) {
            double[] gradient = new double[x.length];
            Arrays.setAll(gradient, i -> x[i] - points[node][i]);
            return gradient;
        }

        @Override
        public double[] solution() {
            return means(points, points.length)[0];
        }
    }

    private static Problem distances(double[][] points) {
        return new Distances(points);
    }

    private static double[][] points(int nodes, int dimension) {
        RandomStream random = RandomStream.of(5, Purpose.TEST, 0, dimension, 0);
        double[][] points = new double[nodes][dimension];
        for (double[] point : points) {
            Arrays.setAll(point, i -> 2 * random.nextDouble() - 1);
        }
        return points;
    }

    private static double[][] means(double[][] points, int size) {
        double[][] means = new double[points.length / size][points[0].length];
        for (int node = 0; node < points.length; node++) {
            double[] mean = means[node / size];
            double[] point = points[node];
            Arrays.setAll(mean, i -> mean[i] + point[i] / size);
        }
        return means;
    }

    @ParameterizedTest
    @CsvSource({"2,2,false", "2,3,false", "3,2,true", "2,2,true", "1,3,false"})
    void groupsAreWorkersWithAsManyTimesTheBatch(int count, int size, boolean shardedMomentum) {
        double[][] points = points(count * size, 7);
        OverlapCluster grouped = new OverlapCluster(count * size, distances(points), 4, 0.05)
                .run(subject(HEAVY, 0, 1, shardedMomentum, groups(size, StateSharding.NONE)), OUTER, 32, 32);
        OverlapCluster larger = new OverlapCluster(count, distances(means(points, size)), 4, 0.05)
                .run(subject(HEAVY, 0, 1, false, WorkerGroups.NONE), OUTER, 32, 32);
        for (int round = 0; round < 8; round++) {
            assertThat(grouped.rounds().get(round))
                    .containsExactly(larger.rounds().get(round), within(2e-6));
        }
    }

    static Stream<Arguments> sharings() {
        return Stream.of(PLAIN, HEAVY, ADAM)
                .flatMap(inner -> Stream.of(
                        Arguments.of(inner, 2, 2, 41, 0.0, true),
                        Arguments.of(inner, 2, 3, 101, 0.5, false),
                        Arguments.of(inner, 1, 4, 6001, 0.0, false),
                        Arguments.of(inner, 2, 4, 3, 0.3, true)));
    }

    @ParameterizedTest
    @MethodSource("sharings")
    void whateverIsShardedInAGroupTheParametersAreTheSameToTheBit(
            Optimizer.Spec inner, int count, int size, int dimension, double clip, boolean shardedMomentum) {
        Problem problem = distances(points(count * size, dimension));
        List<OverlapCluster> runs = Stream.of(StateSharding.values())
                .map(sharding -> new OverlapCluster(count * size, problem, 3, 0.02)
                        .run(subject(inner, clip, 1, shardedMomentum, groups(size, sharding)), OUTER, 12, 12))
                .toList();
        double[][] whole = runs.getFirst().own().toArray(double[][]::new);
        assertThat(whole).hasDimensions(12, dimension);
        for (OverlapCluster run : runs) {
            assertThat(run.own().toArray(double[][]::new)).isDeepEqualTo(whole);
            assertThat(run.last()).isEqualTo(runs.getFirst().last());
        }
        if (clip > 0) {
            OverlapCluster unclipped = new OverlapCluster(count * size, problem, 3, 0.02)
                    .run(subject(inner, 0, 1, shardedMomentum, groups(size, StateSharding.NONE)), OUTER, 12, 12);
            assertThat(unclipped.last()).isNotEqualTo(runs.getFirst().last());
        }
    }

    /** Up to 16 KiB an all-reduce adds in the order of ranks, too; above, two addends have no order. */
    @ParameterizedTest
    @CsvSource({"3,50,0", "5,7,0", "2,6001,0", "3,6001,1e-6"})
    void allWorkersInOneGroupTrainAsDataParallelWorkers(int nodes, int dimension, double tolerance) {
        Problem problem = distances(points(nodes, dimension));
        for (Optimizer.Spec inner : List.of(PLAIN, HEAVY, ADAM)) {
            OverlapCluster parallel = new OverlapCluster(nodes, problem, 1, 0.05)
                    .run(new Subject.Gradient(0), Merge.gradients(inner, 0), 11, LONG);
            for (StateSharding sharding : StateSharding.values()) {
                // Until the first round is over, the steps of a group are all there is.
                OverlapCluster grouped = new OverlapCluster(nodes, problem, 100, 0.05)
                        .run(subject(inner, 0, 0, false, groups(nodes, sharding)), OUTER, 11, LONG);
                for (int step = 0; step < 11; step++) {
                    double[] expected = parallel.own().get(step);
                    double[] actual = grouped.own().get(step);
                    if (tolerance == 0) {
                        assertThat(actual).isEqualTo(expected);
                    } else {
                        assertThat(actual).containsExactly(expected, within(tolerance));
                    }
                }
            }
            // With a trivial outer step, x - (x - y), rounds change nothing but for what that rounds off.
            OverlapCluster rounds = new OverlapCluster(nodes, problem, 4, 0.05)
                    .run(
                            subject(inner, 0, 0, false, groups(nodes, StateSharding.GRADIENTS)),
                            Merge.differences(new ClippedMomentum.Spec(0, 0), 1),
                            11,
                            11);
            assertThat(rounds.last()).containsExactly(parallel.last(), within(2e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE,80,80", "OPTIMIZER,40,40", "GRADIENTS,40,40"})
    void aMemberKeepsItsPieceOfTheStateAndSaysHowMuch(StateSharding sharding, int inner, int outer) {
        Problem problem = distances(points(4, 20));
        OverlapCluster run = new OverlapCluster(4, problem, 3, 0.02)
                .run(subject(HEAVY, 0, 1, sharding != StateSharding.NONE, groups(2, sharding)), OUTER, 12, 12);
        assertThat(run.notes())
                .filteredOn(note -> !note.figures().isEmpty())
                .hasSize(4)
                .allSatisfy(note -> {
                    assertThat(note.figures()).containsEntry("innerStateBytes", (double) inner);
                    assertThat(note.figures()).containsEntry("outerStateBytes", (double) outer);
                    assertThat(note.text()).startsWith("2 groups of 2 workers");
                });
    }

    /** In vectors: 2 (g - 1) / g inside with all-reduced gradients, half as much again for pieces of parameters. */
    @Test
    void bytesInsideAndAmongGroupsAreThoseOfTheTheory() {
        int dimension = 12_000;
        int size = 3;
        double vector = 4.0 * dimension;
        Problem problem = distances(points(2 * size, dimension));
        double[] vectors = {4 / 3.0, 2, 4 / 3.0};
        for (StateSharding sharding : StateSharding.values()) {
            Note note = new OverlapCluster(2 * size, problem, 10, 0.02)
                    .run(subject(HEAVY, 0, 1, false, groups(size, sharding)), OUTER, 20, 20).notes().stream()
                            .filter(each -> !each.figures().isEmpty())
                            .findAny()
                            .orElseThrow();
            // Two rounds, in each of which the mean difference is put together inside, too: 2 of 20 steps.
            double inside = vectors[sharding.ordinal()] + 2 / 3.0 * 2 / 20;
            assertThat(note.figures().get("bytesPerStepInside") / vector).isBetween(inside, 1.01 * inside);
            // Two rounds of a ring of two nodes, for a third of a vector.
            double across = 2 / 20.0 / size;
            assertThat(note.figures().get("bytesPerStepAcross") / vector).isBetween(across, 1.02 * across);
        }
    }

    @Test
    void averagesAmongGroupsAreUnderWayWhileTheirMembersTalk() {
        SimulatedGroup nodes = new SimulatedGroup(4, 1, "1gbit,10ms", FaultSchedule.NONE, Duration.ofSeconds(30));
        int steps = 40;
        for (int staleness : new int[] {0, 1}) {
            OverlapCluster run = new OverlapCluster(nodes, distances(points(4, 10)), 4, 0.1)
                    .withStepTime(Duration.ofMillis(25))
                    .run(subject(PLAIN, 0, staleness, false, groups(2, StateSharding.GRADIENTS)), OUTER, steps, LONG);
            // A step: 25 ms, and two times 10 ms inside; the end of a round: 10 ms inside, and 10 ms among groups if
            // waited for.
            double all = steps * 0.045 + steps / 4 * (staleness == 0 ? 0.02 : 0.01);
            assertThat(run.seconds()).isBetween(all - 0.021, 1.02 * all);
            assertThat(run.hiddenSeconds()).isBetween(staleness * 9 * 0.01, staleness * 10 * 0.0105 + 1e-3);
        }
    }

    @Test
    void workersWhoDoNotMakeUpGroupsAreRefused() {
        WorkerGroups two = groups(2, StateSharding.NONE);
        assertThatThrownBy(() -> new OverlapCluster(3, distances(points(3, 4)), 3, 0.1)
                        .run(subject(PLAIN, 0, 1, false, two), OUTER, 3, 3))
                .hasStackTraceContaining("3 workers do not make up groups of 2");
        assertThatThrownBy(() -> groups(1, StateSharding.OPTIMIZER))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("every worker is a group of its own");
    }
}
