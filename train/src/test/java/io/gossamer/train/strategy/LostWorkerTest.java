package io.gossamer.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.cluster.BareNetwork;
import io.gossamer.train.cluster.ProblemNetwork;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.fragment.FragmentPattern;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.TalkSchedule;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three workers, a model of three parameters in two fragments, and one worker that is lost: what is shared after each step
 * is what a few lines of arithmetic say, in which those count whose contributions do.
 */
class LostWorkerTest {
    /** What belongs to no layer is fragment 0, the layer fragment 1. */
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("head", "block0.weight"), List.of(new long[] {1}, new long[] {2}));

    private static final int[][] FRAGMENTS = {{0}, {1, 2}};
    private static final float[] START = {0.5f, -0.25f, 0.75f};
    /** Worker i descends on the sum of (x - TARGETS[i])^2 / 2. */
    private static final float[][] TARGETS = {{1, 0, -1}, {0.5f, 1, 0.25f}, {-1, -0.5f, 0}};

    private static final float RATE = 0.1f;
    private static final float OUTER_RATE = 0.7f;
    private static final float OUTER_MOMENTUM = 0.9f;
    private static final int STEPS = 12;
    /** Steps between the turns of the two fragments. */
    private static final int GAP = 2;

    /** Step k begins so many seconds, and k, after the start of the simulation. */
    private static final int FIRST = 10;
    /** How much later the worker that is lost takes its steps. */
    private static final Duration LAG = Duration.ofMillis(50);

    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final float[][][] shared = new float[3][STEPS][];
    private int finished;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static final class Bowl extends BareNetwork {
        private final float[] target;

        Bowl(float[] target) {
            super("bowl", LAYOUT);
            this.target = target;
            set(parameters(), START);
        }

        @Override
        public double forwardBackward(Batch batch, long seed, int node, long step) {
            float[] x = get(parameters());
            set(gradients(), new float[] {x[0] - target[0], x[1] - target[1], x[2] - target[2]});
            return 0;
        }
    }

    private static void set(FlatTensors tensors, float[] values) {
        tensors.memory(0).set(ValueLayout.JAVA_FLOAT, 0, values[0]);
        tensors.memory(1).set(ValueLayout.JAVA_FLOAT, 0, values[1]);
        tensors.memory(1).set(ValueLayout.JAVA_FLOAT, Float.BYTES, values[2]);
    }

    private static float[] get(FlatTensors tensors) {
        double[] values = ProblemNetwork.values(tensors);
        return new float[] {(float) values[0], (float) values[1], (float) values[2]};
    }

    /**
     * The trajectory by hand.
     *
     * @param counting of exchange i, begun after step 2 i + 1, the first so many workers count
     * @return what is shared after each step
     */
    private static float[][] byHand(int overlap, float mixing, int[] counting) {
        float[][] own = {START.clone(), START.clone(), START.clone()};
        float[] x = START.clone();
        float[] velocity = new float[3];
        float[] mean = new float[3];
        float[][] trace = new float[STEPS][];
        for (int step = 0; step < STEPS; step++) {
            for (int worker = 0; worker < 3; worker++) {
                for (int p = 0; p < 3; p++) {
                    own[worker][p] -= RATE * (own[worker][p] - TARGETS[worker][p]);
                }
            }
            if ((step + 1) % GAP == 0) {
                int exchange = step / GAP;
                for (int p : FRAGMENTS[(exchange + 1) % 2]) {
                    mean[p] = 0;
                    for (int worker = 0; worker < counting[exchange]; worker++) {
                        mean[p] += (x[p] - own[worker][p]) / counting[exchange];
                    }
                }
            }
            if (step >= overlap && (step - overlap + 1) % GAP == 0) {
                for (int p : FRAGMENTS[((step - overlap) / GAP + 1) % 2]) {
                    velocity[p] = OUTER_MOMENTUM * velocity[p] + mean[p];
                    x[p] -= OUTER_RATE * (mean[p] + OUTER_MOMENTUM * velocity[p]);
                    for (float[] each : own) {
                        each[p] = mixing * each[p] + (1 - mixing) * x[p];
                    }
                }
            }
            trace[step] = x.clone();
        }
        return trace;
    }

    private SimulationResult run(int overlap, double mixing, int killedAt) {
        Strategy strategy = new Strategy(
                TalkSchedule.every(2 * GAP),
                new Subject.Difference(
                        new Sgd.Spec(0, false, 0), 0, FRAGMENTS.length, FragmentPattern.STRIDED, overlap, mixing),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(new Sgd.Spec(OUTER_MOMENTUM, true, 0), OUTER_RATE),
                new LearningRate(RATE, 0, LearningRate.Decay.CONSTANT, 1000),
                0);
        Simulation simulation = new Simulation(SimulationConfig.of(1, Link.parse("1gbit,100ms"))
                .withFaults(FaultSchedule.parse("kill worker2 at " + killedAt + "ms")));
        simulation.addNode(COORDINATOR.host(), world -> {
            try (ViewCoordinator coordinator =
                    new ViewCoordinator(world, COORDINATOR, Invitations.standing(world, "token"), TIMEOUT)) {
                world.spawn("until the run is over", () -> endWithTheRun(world, coordinator));
                coordinator.run();
            }
        });
        for (int worker = 0; worker < 3; worker++) {
            int self = worker;
            simulation.addNode("worker" + worker, world -> work(world, self, strategy));
        }
        return simulation.run(Duration.ofMinutes(10));
    }

    private void endWithTheRun(World world, ViewCoordinator coordinator) {
        try {
            while (finished < 2) {
                world.sleep(Duration.ofMillis(100));
            }
            coordinator.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void work(World world, int self, Strategy strategy) throws InterruptedException {
        long start = world.nanoTime();
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), "worker" + self, TIMEOUT, PairRates.NONE);
        Share share = new Share(number -> new Batch(null, null), 1);
        try (ElasticGroup group = Rendezvous.enter(world, COORDINATOR, request)) {
            while (group.exchange(0).length < 3) {
                group.admit();
                world.sleep(Duration.ofMillis(50));
            }
            try (Bowl network = new Bowl(TARGETS[self]);
                    Learner learner = strategy.learner(new Site(
                            network,
                            share,
                            learners -> Collections.nCopies(learners, share),
                            group,
                            1,
                            note -> {},
                            folder,
                            ErrorMeter.idle()))) {
                assertThat(learner.elastic()).isTrue();
                for (int step = 0; step < STEPS; step++) {
                    Duration begin = Duration.ofSeconds(FIRST + step).plus(self == 2 ? LAG : Duration.ZERO);
                    world.sleep(Duration.ofNanos(Math.max(0, begin.toNanos() - (world.nanoTime() - start))));
                    learner.step(step, Votes.NONE);
                    shared[self][step] = get(learner.shared());
                }
                learner.settle();
            }
            finished++;
        }
    }

    /**
     * Exchange 1 begins after step 3, at 13 s, a little later on the worker that is lost. It dies between the exchanges 0
     * and 1; while the others' exchange 1 is under way, before it has said its part; when this is said and not yet heard;
     * and when all have heard it, which with an overlap is before it is merged.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 12500, 2", "0, 0, 13020, 2", "0, 0, 13060, 3", "0, 0, 13500, 3",
        "1, 0, 12500, 2", "1, 0, 13020, 2", "1, 0, 13060, 3", "1, 0, 13500, 3",
        "1, 0.5, 12500, 2", "1, 0.5, 13020, 2", "1, 0.5, 13060, 3", "1, 0.5, 13500, 3"
    })
    void theTrajectoryIsTheOneByHand(int overlap, float mixing, int killedAt, int counting) {
        SimulationResult result = run(overlap, mixing, killedAt);
        assertThat(result.outcome("worker0")).as(result.outcomes().toString()).isInstanceOf(Outcome.Returned.class);
        assertThat(result.outcome("worker1")).isInstanceOf(Outcome.Returned.class);
        assertThat(finished).isEqualTo(2);

        float[][] expected = byHand(overlap, mixing, new int[] {3, counting, 2, 2, 2, 2});
        float[][] other = byHand(overlap, mixing, new int[] {3, 5 - counting, 2, 2, 2, 2});
        for (int step = 0; step < STEPS; step++) {
            assertThat(shared[0][step])
                    .as("step %d", step)
                    .containsExactly(expected[step], within(1e-6f))
                    .containsExactly(shared[1][step]);
        }
        // If the others counted in exchange 1, or not, the head would be elsewhere from its merge on.
        assertThat(Math.abs(expected[3 + overlap][0] - other[3 + overlap][0])).isGreaterThan(0.05f);
        assertThat(shared[2][1 + overlap]).containsExactly(shared[0][1 + overlap]);
    }
}
