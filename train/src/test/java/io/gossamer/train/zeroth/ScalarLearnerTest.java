package io.gossamer.train.zeroth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Votes;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact checks of sheet 11 that concern nodes learning together, and the history they leave behind. */
class ScalarLearnerTest {
    private static final int NODES = 3;
    private static final int SAMPLES = 2;
    private static final int STEPS = 21;
    private static final double RATE = 0.05;
    private static final long SEED = 4;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** The numbers that a node's batches are. */
    private interface Targets {
        double of(int node, long batch);
    }

    private static double target(int node, long batch) {
        return 0.1 * node + 0.01 * (batch % 7);
    }

    private static ZerothOrder subject(ScalarCode code, int restoreEvery) {
        return new ZerothOrder(Optional.ofNullable(code), SAMPLES, 1e-3, 0, false, restoreEvery);
    }

    private static Strategy strategy(ZerothOrder subject) {
        return new Strategy(
                TalkSchedule.everyStep(),
                subject,
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.gradients(new Sgd.Spec(0, false, 0), 0),
                new LearningRate(RATE, 0, LearningRate.Decay.CONSTANT, STEPS),
                0);
    }

    /** What the nodes came to: the hash of the shared weights of each after each step. */
    private final class Run {
        private final List<List<String>> hashes = new ArrayList<>();
        private final double[] losses;
        private final float[][] parameters;
        private final long[] compressed;
        private final SimulationResult result;

        Run(ZerothOrder subject, Targets targets) {
            this(subject, targets, NODES, 0, STEPS);
        }

        /** A leg of a run: its nodes make the weights anew from the history, if there is one. */
        Run(ZerothOrder subject, Targets targets, int nodes, long from, long to) {
            losses = new double[nodes];
            parameters = new float[nodes][];
            compressed = new long[nodes];
            for (int node = 0; node < nodes; node++) {
                hashes.add(new ArrayList<>());
            }
            result = SimulatedGroup.of(nodes).run(group -> work(group, subject, targets, from, to));
        }

        private void work(Group group, ZerothOrder subject, Targets targets, long from, long to)
                throws InterruptedException {
            int node = group.rank();
            try (QuadraticNetwork network = new QuadraticNetwork();
                    Learner learner = strategy(subject)
                            .learner(new Site(
                                    network,
                                    new Share(number -> QuadraticNetwork.batch(targets.of(node, number)), 1),
                                    learners -> List.of(),
                                    group,
                                    SEED,
                                    note -> {},
                                    folder,
                                    ErrorMeter.idle()))) {
                long before = group.traffic().sent().getOrDefault(Kind.COMPRESSED, 0L);
                if (from > 0) {
                    learner.rejoin(from);
                }
                for (long step = from; step < to; step++) {
                    losses[node] = learner.step(step, Votes.NONE).loss();
                    hashes.get(node).add(StateHash.of(learner.shared()));
                }
                compressed[node] = group.traffic().sent().getOrDefault(Kind.COMPRESSED, 0L) - before;
                parameters[node] = learner.shared().memory().toArray(ValueLayout.JAVA_FLOAT);
            }
        }

        Run requireReturned() {
            result.requireReturned();
            return this;
        }

        String last() {
            return hashes.getFirst().getLast();
        }
    }

    private ScalarHistory history() {
        return ScalarHistory.read(folder.resolve(ScalarHistory.FILE));
    }

    private static String replayed(ScalarHistory history, long rounds) {
        try (QuadraticNetwork latecomer = new QuadraticNetwork()) {
            history.replay(latecomer.parameters(), rounds);
            return StateHash.of(latecomer.parameters());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "nine-bit", "float", "sign"})
    void allHoldTheSameWeightsAfterEveryStepAndTheHistoryReplaysThem(String code) {
        for (int restoreEvery : new int[] {0, 1, 16}) {
            Run run = new Run(subject(ScalarCode.named(code), restoreEvery), ScalarLearnerTest::target);
            run.requireReturned();
            assertThat(run.hashes.get(1)).isEqualTo(run.hashes.get(0));
            assertThat(run.hashes.get(2)).isEqualTo(run.hashes.get(0));
            assertThat(new HashSet<>(run.hashes.get(0))).hasSize(STEPS);
            ScalarHistory history = history();
            assertThat(history.rounds()).isEqualTo(STEPS);
            for (int rounds : new int[] {1, 16, 20, STEPS}) {
                assertThat(replayed(history, rounds))
                        .isEqualTo(run.hashes.get(0).get(rounds - 1));
            }
        }
    }

    @Test
    void aScalarIsAByteOfPayloadAndTheLossFalls() {
        Run run = new Run(subject(ScalarCode.BYTE, 16), ScalarLearnerTest::target).requireReturned();
        for (int node = 0; node < NODES; node++) {
            assertThat(run.compressed[node]).isEqualTo((long) STEPS * SAMPLES * (NODES - 1));
            assertThat(run.losses[node]).isLessThan(2);
        }
    }

    /** Directions, batches and the order of steps alone decide, not who measures. */
    @ParameterizedTest
    @ValueSource(strings = {"byte", "float"})
    void oneNodeThatMeasuresAllSamplesDoesTheSameBitForBit(String name) throws CorruptMessageException {
        ScalarCode code = ScalarCode.named(name);
        Run run = new Run(subject(code, 0), ScalarLearnerTest::target).requireReturned();
        try (QuadraticNetwork alone = new QuadraticNetwork();
                FlatTensors kept = alone.parameters().likeThis();
                Directions directions = new Directions(SEED, new double[] {1, 1})) {
            for (int step = 0; step < STEPS; step++) {
                double[] slopes = new double[NODES * SAMPLES];
                kept.memory().copyFrom(alone.parameters().memory());
                for (int place = 0; place < slopes.length; place++) {
                    int node = place / SAMPLES;
                    int sample = place % SAMPLES;
                    try (PointerScope scope = new PointerScope()) {
                        var batch = QuadraticNetwork.batch(target(node, (long) step * SAMPLES + sample));
                        double slope = new Probe(1e-3, 0)
                                .measure(
                                        alone.parameters(),
                                        directions,
                                        directions.seed(step, node, sample),
                                        () -> alone.evaluate(batch).loss())
                                .slope();
                        slopes[place] = code.decode(code.encode(slope));
                    }
                    alone.parameters().memory().copyFrom(kept.memory());
                }
                directions.apply(alone.parameters(), new Round(step, RATE, SAMPLES, slopes));
                assertThat(StateHash.of(alone.parameters()))
                        .isEqualTo(run.hashes.get(0).get(step));
                assertThat(history().round(step).slopes()).containsExactly(slopes);
            }
        }
    }

    /** What the weights are restored from makes next to no difference to the run, and no difference between nodes. */
    @Test
    void wornWeightsStayCloseToExactOnes() {
        Run exact = new Run(subject(ScalarCode.FLOAT, 0), ScalarLearnerTest::target).requireReturned();
        Run worn = new Run(subject(ScalarCode.FLOAT, 16), ScalarLearnerTest::target).requireReturned();
        assertThat(worn.last()).isNotEqualTo(exact.last());
        assertClose(worn.parameters[0], exact.parameters[0], 1e-3f);
    }

    @Test
    void theWholeEstimateTakesTheStepsOfFloatScalars() {
        Run whole = new Run(subject(null, 0), ScalarLearnerTest::target).requireReturned();
        Run scalars = new Run(subject(ScalarCode.FLOAT, 0), ScalarLearnerTest::target).requireReturned();
        assertThat(whole.hashes.get(1)).isEqualTo(whole.hashes.get(0));
        assertThat(whole.compressed).containsOnly(0);
        assertClose(whole.parameters[0], scalars.parameters[0], 1e-3f);
    }

    private static void assertClose(float[] actual, float[] expected, float tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThan(tolerance);
        }
    }

    /** Node 1 has nothing to say in steps 3 to 6: for all nodes, n is what the others said. */
    @Test
    void whatOneNodeLeavesOutIsLeftOutOfTheCountEverywhere() throws CorruptMessageException {
        Targets targets = (node, batch) ->
                node == 1 && batch / SAMPLES >= 3 && batch / SAMPLES <= 6 ? Double.NaN : target(node, batch);
        Run run = new Run(subject(ScalarCode.BYTE, 16), targets).requireReturned();
        assertThat(run.hashes.get(1)).isEqualTo(run.hashes.get(0));
        assertThat(run.hashes.get(2)).isEqualTo(run.hashes.get(0));
        ScalarHistory history = history();
        assertThat(history.round(2).counted()).isEqualTo(NODES * SAMPLES);
        assertThat(history.round(3).counted()).isEqualTo((NODES - 1) * SAMPLES);
        assertThat(history.round(3).slopes()[SAMPLES]).isNaN();
        assertThat(history.round(7).counted()).isEqualTo(NODES * SAMPLES);
        assertThat(replayed(history, STEPS)).isEqualTo(run.last());
    }

    /** Four nodes, then three, then five: what n is changes for everybody, and the history tells of all. */
    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void nodesJoinAndLeaveBetweenLegs(int restoreEvery) throws CorruptMessageException {
        ZerothOrder subject = subject(ScalarCode.BYTE, restoreEvery);
        int[] nodes = {4, 3, 5};
        int[] ends = {0, 7, 12, 20};
        List<String> hashes = new ArrayList<>();
        for (int leg = 0; leg < nodes.length; leg++) {
            Run run = new Run(subject, ScalarLearnerTest::target, nodes[leg], ends[leg], ends[leg + 1]);
            run.requireReturned();
            assertThat(run.hashes).allSatisfy(of -> assertThat(of).isEqualTo(run.hashes.getFirst()));
            hashes.addAll(run.hashes.getFirst());
        }
        ScalarHistory history = history();
        assertThat(history.rounds()).isEqualTo(20);
        for (int round = 0; round < 20; round++) {
            int there = round < 7 ? 4 : round < 12 ? 3 : 5;
            assertThat(history.round(round).nodes()).isEqualTo(there);
            assertThat(history.round(round).counted()).isEqualTo(there * SAMPLES);
            assertThat(replayed(history, round + 1)).isEqualTo(hashes.get(round));
        }
    }

    /** A leg that is taken again from an earlier step drops what the history held behind it. */
    @Test
    void aLegMayBeTakenAgainFromAnEarlierStep() {
        ZerothOrder subject = subject(ScalarCode.BYTE, 0);
        new Run(subject, ScalarLearnerTest::target, 3, 0, 10).requireReturned();
        Run again = new Run(subject, ScalarLearnerTest::target, 2, 6, 9).requireReturned();
        assertThat(history().rounds()).isEqualTo(9);
        assertThat(replayed(history(), 9)).isEqualTo(again.last());
    }

    @Test
    void nobodyRejoinsBehindTheEndOfTheHistoryOrOnAnotherRuns() {
        ZerothOrder subject = subject(ScalarCode.BYTE, 0);
        new Run(subject, ScalarLearnerTest::target, 2, 0, 5).requireReturned();
        for (Run late : List.of(
                new Run(subject, ScalarLearnerTest::target, 2, 6, 7),
                new Run(subject(ScalarCode.FLOAT, 0), ScalarLearnerTest::target, 2, 5, 6))) {
            assertThat(late.result.outcome("worker-0"))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.cause()).hasMessageContaining("does not lead from"));
        }
    }

    @Test
    void aRunInWhichNobodyHasAFiniteLossEnds() {
        for (ScalarCode code : new ScalarCode[] {ScalarCode.BYTE, ScalarCode.SIGN}) {
            Run run = new Run(subject(code, 16), (node, batch) -> Double.NaN);
            assertThat(run.result.outcome("worker-0"))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.cause())
                                    .isInstanceOf(GossamerException.class)
                                    .hasMessageContaining("finite"));
        }
    }

    @Test
    void aTornLastRoundIsLeftOutAndAChangedOneRefused() throws Exception {
        Run run = new Run(subject(ScalarCode.NINE_BIT, 16), ScalarLearnerTest::target).requireReturned();
        Path file = folder.resolve(ScalarHistory.FILE);
        byte[] whole = Files.readAllBytes(file);
        // A round of six scalars of nine bits: 20 bytes of head, 7 of codes, 4 of checksum.
        assertThat(whole).hasSize(56 + STEPS * 31);
        Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        assertThat(replayed(history(), STEPS)).isEqualTo(run.last());

        whole[56 + 31 * 5 + 22] ^= 1;
        Files.write(file, whole);
        assertThatThrownBy(() -> replayed(history(), STEPS))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("round 5");
        assertThat(replayed(history(), 5)).isEqualTo(run.hashes.get(0).get(4));
        whole[56 + 31 * 7 + 4] ^= 1;
        Files.write(file, whole);
        assertThat(history().rounds())
                .as("behind a broken head nobody knows where rounds begin")
                .isEqualTo(8);
        assertThatThrownBy(() -> history().round(7))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining("round 7");
        try (QuadraticNetwork other = new QuadraticNetwork()) {
            other.parameters().fill(1);
            assertThatThrownBy(() -> history().replay(other.parameters()))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("other weights");
        }
    }

    @Test
    void aHistoryGoesOnOnlyBehindItsOwnRounds() throws Exception {
        new Run(subject(ScalarCode.BYTE, 16), ScalarLearnerTest::target).requireReturned();
        Path file = folder.resolve(ScalarHistory.FILE);
        byte[] whole = Files.readAllBytes(file);
        HistoryHeader header = HistoryHeader.read(MemorySegment.ofArray(whole));
        Round eleventh = history().round(10);
        try (HistoryWriter again = new HistoryWriter(file, header)) {
            again.append(eleventh);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOf(whole, 56 + 11 * 30));
        Round tooFar = new Round(STEPS, RATE, SAMPLES, eleventh.slopes());
        HistoryHeader otherSeed = new HistoryHeader(ScalarCode.BYTE, false, 99, SAMPLES, header.startHash());
        for (HistoryHeader either : Set.of(header, otherSeed)) {
            try (HistoryWriter again = new HistoryWriter(file, either)) {
                assertThatThrownBy(() -> again.append(tooFar))
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining("does not hold the scalars");
            }
        }
    }

    @Test
    void brokenHistoriesAreRefused() throws Exception {
        new Run(subject(ScalarCode.BYTE, 16), ScalarLearnerTest::target).requireReturned();
        byte[] whole = Files.readAllBytes(folder.resolve(ScalarHistory.FILE));
        MutationFuzzer.of(
                        input -> {
                            ScalarHistory history = ScalarHistory.of(input);
                            for (long round = 0; round < history.rounds(); round++) {
                                history.round(round);
                            }
                        },
                        List.of(whole))
                .allowing(CorruptMessageException.class)
                .iterations(2_000)
                .run();
    }
}
