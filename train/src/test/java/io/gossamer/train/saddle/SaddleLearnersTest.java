package io.gossamer.train.saddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.SampledMean;
import io.gossamer.train.exchange.WholeVector;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.saddle.AnchorRule;
import io.gossamer.train.recursion.saddle.Masha2;
import io.gossamer.train.recursion.saddle.MashaSettings;
import io.gossamer.train.recursion.saddle.OperatorDifference;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact checks of sheet 10 on the learners, over the simulated network. */
class SaddleLearnersTest {
    private static final MaxPlayer FREE = new MaxPlayer(0, 0, 1);
    private static final CodedMean.MemoryFactory NONE = (arena, counts) -> new NoMemory();
    private static final CodedMean.MemoryFactory ERRORS = ErrorFeedback::new;
    /** c, q_x and q_y of the golden values' two nodes. */
    private static final double[][] GOLDEN = {{1, 1, 0}, {2, 0, -1}};

    private static final double[][] BALANCED = {{1, 1, 0}, {2, 2, 3}};

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** A seed whose coin falls as wanted. */
    private static long seedOf(Anchor anchor, boolean... moves) {
        return LongStream.range(0, 100_000)
                .filter(seed -> {
                    boolean fits = true;
                    for (int step = 0; step < moves.length; step++) {
                        fits &= anchor.moves(seed, step) == moves[step];
                    }
                    return fits;
                })
                .findFirst()
                .orElseThrow();
    }

    /** What a run leaves: z after each step and the state of each node at the end, by node. */
    private record Run(
            List<List<double[]>> iterates, List<List<Map<String, float[]>>> states, List<List<String>> hashes) {
        double[] at(int step) {
            return iterates.getFirst().get(step);
        }

        float[] state(int node, int step, String name) {
            return states.get(node).get(step).get(name);
        }
    }

    private record Scene(double[][] nodes, float[] start, double gamma, long seed, int steps) {
        Run run(Subject subject, Function<Site, Exchange> exchange) {
            Run run = new Run(lists(nodes.length), lists(nodes.length), lists(nodes.length));
            SimulatedGroup.of(nodes.length)
                    .run(group -> work(group, subject, exchange, run))
                    .requireReturned();
            assertThat(run.hashes).as("z is the same on all nodes, always").containsOnly(run.hashes.getFirst());
            return run;
        }

        private static <T> List<List<T>> lists(int count) {
            List<List<T>> lists = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lists.add(new ArrayList<>());
            }
            return lists;
        }

        private void work(Group group, Subject subject, Function<Site, Exchange> exchange, Run run)
                throws InterruptedException {
            double[] own = nodes[group.rank()];
            try (AffineNetwork network = new AffineNetwork(start[0], start[1]);
                    Learner learner = strategy(subject, exchange)
                            .learner(new Site(
                                    network,
                                    new Share(number -> AffineNetwork.batch(own[0], own[1], own[2]), 1),
                                    learners -> List.of(),
                                    group,
                                    seed,
                                    note -> {},
                                    Path.of("unused"),
                                    ErrorMeter.idle()))) {
                for (int step = 0; step < steps; step++) {
                    learner.step(step, Votes.NONE);
                    run.iterates.get(group.rank()).add(AffineNetwork.values(learner.shared()));
                    run.hashes.get(group.rank()).add(StateHash.of(learner.shared()));
                    Map<String, float[]> state = new TreeMap<>();
                    learner.visitState(new FloatCollector(state));
                    run.states.get(group.rank()).add(state);
                }
            }
        }

        private Strategy strategy(Subject subject, Function<Site, Exchange> exchange) {
            return new Strategy(
                    TalkSchedule.everyStep(),
                    subject,
                    exchange,
                    Merge.gradients(new Sgd.Spec(0, false, 0), 0),
                    new LearningRate(gamma, 0, LearningRate.Decay.CONSTANT, steps),
                    0);
        }
    }

    private static Function<Site, Exchange> coded(String codec, CodedMean.MemoryFactory memory) {
        return coded(codec, memory, site -> NodeSample.all(site.group().size()));
    }

    private static Function<Site, Exchange> coded(
            String codec, CodedMean.MemoryFactory memory, Function<Site, NodeSample> participation) {
        return site -> new WholeVector(
                site.layout(),
                vector -> new SampledMean(
                        site.group(),
                        vector,
                        site.seed(),
                        participation.apply(site),
                        Codecs.parse(codec),
                        memory,
                        Optional.of(Codecs.parse(codec)),
                        memory));
    }

    private static Masha masha(Anchor anchor) {
        return new Masha(FREE, anchor, 1, site -> NodeSample.all(site.group().size()));
    }

    private static Scene golden(Anchor anchor) {
        return new Scene(GOLDEN, new float[] {1, 1}, 0.2, seedOf(anchor, false, true, false, true), 4);
    }

    @Test
    void goldenWithoutCompressionIsTheSameOfBothMethodsToTheBit() {
        Anchor anchor = new Anchor(0.25, 1, false);
        Run masha1 = golden(anchor).run(masha(anchor), coded("f32", NONE));
        Run masha2 = golden(anchor).run(masha(anchor), coded("f32", ERRORS));
        double[][] expected = {{0.48, 1.28}, {0.027, 1.373}, {-0.51733, 1.32753}, {-0.91534675, 1.17095325}};
        for (int step = 0; step < 4; step++) {
            assertThat(masha1.at(step)).containsExactly(expected[step], within(1e-6));
            assertThat(masha2.state(1, step, "exchange.memory.residual.0")).containsOnly(0);
        }
        assertThat(masha2.hashes).isEqualTo(masha1.hashes);
    }

    /** From a start without ties, which float32 breaks otherwise; errors live through the refreshes in both. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withTopOneBothWaysItFollowsTheRecursion(boolean previous) {
        Anchor anchor = new Anchor(0.25, 1, previous);
        Scene scene = new Scene(GOLDEN, new float[] {1, 0.75f}, 0.2, seedOf(anchor, false, true, false, true), 12);
        Run run = scene.run(masha(anchor), coded("topk(0.5)+f32", ERRORS));
        Masha2 recursion = new Masha2(
                new OperatorDifference.Full(new AffineProblem(
                        new double[][][] {{{0, 1}, {-1, 0}}, {{0, 2}, {-2, 0}}}, new double[][] {{1, 0}, {0, -1}})),
                MashaSettings.bothWays(
                        0.2,
                        new AnchorRule(0.75, k -> anchor.moves(scene.seed, k), previous),
                        new Compressor.TopK(1),
                        2),
                new double[] {1, 0.75});
        double errors = 0;
        for (int step = 0; step < 12; step++) {
            recursion.step();
            assertThat(run.at(step)).containsExactly(recursion.iterate(), within(1e-5));
            for (int node = 0; node < 2; node++) {
                float[] error = run.state(node, step, "exchange.memory.residual.0");
                errors += Math.abs(error[0]) + Math.abs(error[1]);
                assertThat((double) error[0]).isCloseTo(recursion.errors()[node][0], within(1e-5));
                assertThat((double) error[1]).isCloseTo(recursion.errors()[node][1], within(1e-5));
            }
        }
        assertThat(errors).isGreaterThan(0.1);
    }

    /** On numbers whose sums and products are all exact. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withARefreshEveryStepItIsExtragradientToTheBit(boolean feedback) {
        Scene scene = new Scene(GOLDEN, new float[] {1, -2}, 0.25, 1, 4);
        Run masha = scene.run(masha(new Anchor(1, 1, false)), coded("f32", feedback ? ERRORS : NONE));
        Run extragradient =
                scene.run(new DescentAscent(FREE, 1, true), site -> new AllReduceMean(site.group(), site.layout()));
        assertThat(masha.hashes).isEqualTo(extragradient.hashes);
        assertThat(masha.at(3)).isNotEqualTo(masha.at(2));
    }

    /** The single operators are far from zero there, but coded are only differences. */
    @Test
    void neitherMovesFromTheSolution() {
        Scene scene = new Scene(BALANCED, new float[] {1, -1}, 0.25, 1, 5);
        for (CodedMean.MemoryFactory memory : List.of(NONE, ERRORS)) {
            Run run = scene.run(masha(new Anchor(0.3, 1, false)), coded("topk(0.5)+f32", memory));
            assertThat(run.at(4)).containsExactly(1, -1);
        }
    }

    @Test
    void theAnchorMovesToTheIterateAfterTheStepOrToTheOneBefore() {
        for (boolean previous : new boolean[] {false, true}) {
            Anchor anchor = new Anchor(0.25, 1, previous);
            Run run = golden(anchor).run(masha(anchor), coded("f32", NONE));
            double[] to = run.at(previous ? 0 : 1);
            assertThat(run.state(0, 1, "anchor.x")).containsExactly((float) to[0]);
            assertThat(run.state(0, 2, "anchor.x")).containsExactly((float) to[0]);
        }
    }

    @Test
    void whoDoesNotTakePartKeepsItsErrorAndHearsTheMean() {
        double[][] three = {{1, 1, 0}, {2, 0, -1}, {0.5, 1, 1}};
        Function<Site, NodeSample> two = site -> new NodeSample(3, 2, site.seed(), Purpose.PARTICIPATION);
        Run run = new Scene(three, new float[] {1, 1}, 0.1, 3, 20)
                .run(new Masha(FREE, new Anchor(0.3, 1, false), 1, two), coded("topk(0.5)+f32", ERRORS, two));
        int absences = 0;
        for (int step = 1; step < 20; step++) {
            NodeSample participation = new NodeSample(3, 2, 3, Purpose.PARTICIPATION);
            assertThat(participation.of(step)).hasSize(2).isSorted();
            for (int node = 0; node < 3; node++) {
                if (!participation.includes(node, step)) {
                    absences++;
                    assertThat(run.state(node, step, "exchange.memory.residual.0"))
                            .isEqualTo(run.state(node, step - 1, "exchange.memory.residual.0"));
                }
            }
        }
        assertThat(absences).isEqualTo(19);
    }

    @Test
    void thePlayerStaysInItsBallAndPaysItsPenalty() {
        Scene scene = new Scene(GOLDEN, new float[] {1, 1}, 0.2, 1, 40);
        Masha inBall = new Masha(new MaxPlayer(0.5, 0, 3), new Anchor(0.3, 1, false), 1, site -> NodeSample.all(2));
        for (double[] z : scene.run(inBall, coded("f32", NONE)).iterates().getFirst()) {
            assertThat(Math.abs(z[1])).isLessThanOrEqualTo(0.5 + 1e-6);
        }
        // With a penalty beta: grad_x = 1.5 y + 0.5 and grad_y = 1.5 x + 0.5 - beta y vanish at y = -1/3.
        Scene longer = new Scene(GOLDEN, new float[] {1, 1}, 0.2, 1, 300);
        DescentAscent paying = new DescentAscent(new MaxPlayer(0, 2, 1), 1, true);
        double[] end = longer.run(paying, site -> new AllReduceMean(site.group(), site.layout()))
                .at(299);
        assertThat(end).containsExactly(new double[] {(2 * (-1 / 3.0) - 0.5) / 1.5, -1 / 3.0}, within(1e-4));
    }
}
