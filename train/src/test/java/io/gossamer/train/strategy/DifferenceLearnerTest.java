package io.gossamer.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.BareNetwork;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.fragment.FragmentPattern;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.TalkSchedule;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact checks of sheet 06 that concern local and outer steps. */
class DifferenceLearnerTest {
    /** What belongs to no layer is fragment 0, the layer fragment 1. */
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("head", "block0.weight"), List.of(new long[] {1}, new long[] {1}));

    private static final float[] START = {1, 2};
    private static final float[][] GRADIENTS = {{0.1f, -0.2f}, {0.3f, 0.1f}};
    private static final Sgd.Spec PLAIN = new Sgd.Spec(0, false, 0);

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** Has the same gradients in every step. */
    private static final class Slope extends BareNetwork {
        private final float[] slope;

        Slope(float[] slope) {
            super("slope", LAYOUT);
            this.slope = slope;
            set(parameters(), START);
        }

        @Override
        public double forwardBackward(Batch batch, long seed, int node, long step) {
            set(gradients(), slope);
            return 0;
        }
    }

    private static void set(FlatTensors tensors, float[] values) {
        for (int i = 0; i < values.length; i++) {
            tensors.memory(i).set(ValueLayout.JAVA_FLOAT, 0, values[i]);
        }
    }

    private static float[] get(FlatTensors tensors) {
        return new float[] {
            tensors.memory(0).get(ValueLayout.JAVA_FLOAT, 0), tensors.memory(1).get(ValueLayout.JAVA_FLOAT, 0)
        };
    }

    /** What is shared and what a node has, by node and by steps done. */
    private record Course(float[][][] shared, float[][][] own) {}

    private Course run(int nodes, int steps, int period, Subject.Difference subject, Merge merge, long totalSteps) {
        Strategy strategy = new Strategy(
                TalkSchedule.every(period),
                subject,
                site -> new AllReduceMean(site.group(), site.layout()),
                merge,
                new LearningRate(1, 0, LearningRate.Decay.CONSTANT, totalSteps),
                0);
        Course course = new Course(new float[nodes][steps + 1][], new float[nodes][steps + 1][]);
        SimulatedGroup.of(nodes)
                .run(group -> {
                    Share share = new Share(number -> new Batch(null, null), 1);
                    try (Slope network = new Slope(GRADIENTS[group.rank()]);
                            Learner learner = strategy.learner(new Site(
                                    network,
                                    share,
                                    learners -> Collections.nCopies(learners, share),
                                    group,
                                    1,
                                    note -> {},
                                    folder,
                                    ErrorMeter.idle()))) {
                        for (int step = 0; step < steps; step++) {
                            learner.step(step, Votes.NONE);
                            course.shared[group.rank()][step + 1] = get(learner.shared());
                            course.own[group.rank()][step + 1] = get(network.parameters());
                        }
                        learner.settle();
                    }
                })
                .requireReturned();
        return course;
    }

    private static Merge nesterov() {
        return Merge.differences(new Sgd.Spec(0.9, true, 0), 0.7);
    }

    @Test
    void fragmentsThatOverlapGiveTheTraceOfTheSheet() {
        Subject.Difference subject = new Subject.Difference(PLAIN, 0, 2, FragmentPattern.STRIDED, 1, 0.5);
        Course course = run(2, 7, 4, subject, nesterov(), 100);
        for (int node = 0; node < 2; node++) {
            float[][] shared = course.shared[node];
            assertThat(shared[2]).containsExactly(START);
            assertThat(shared[3]).containsExactly(new float[] {1, 2.133f}, within(1e-5f));
            assertThat(shared[5]).containsExactly(new float[] {-0.064f, 2.133f}, within(1e-5f));
            assertThat(shared[7]).containsExactly(new float[] {-0.064f, 2.400505f}, within(1e-5f));
        }
        assertThat(course.own[0][3]).containsExactly(new float[] {0.7f, 2.3665f}, within(1e-5f));
        assertThat(course.own[1][3]).containsExactly(new float[] {0.1f, 1.9165f}, within(1e-5f));
        assertThat(course.shared[0]).isDeepEqualTo(course.shared[1]);
    }

    @Test
    void aloneWithAnOuterRateOfOneItIsPlainTraining() {
        Course course = run(1, 8, 4, new Subject.Difference(PLAIN, 0), Merge.differences(PLAIN, 1), 100);
        for (int done = 1; done <= 8; done++) {
            assertThat(course.own[0][done])
                    .containsExactly(new float[] {1 - 0.1f * done, 2 + 0.2f * done}, within(1e-5f));
        }
        assertThat(course.shared[0][8]).containsExactly(course.own[0][8]);
    }

    @Test
    void withEveryStepItIsDataParallelTraining() {
        Course course = run(2, 5, 1, new Subject.Difference(PLAIN, 0), Merge.differences(PLAIN, 1), 100);
        for (int done = 1; done <= 5; done++) {
            assertThat(course.shared[1][done])
                    .containsExactly(new float[] {1 - 0.2f * done, 2 + 0.05f * done}, within(1e-5f));
        }
    }

    @Test
    void atTheEndOfTheRunAllThatIsUnderWayArrives() {
        Subject.Difference subject = new Subject.Difference(PLAIN, 0, 2, FragmentPattern.STRIDED, 2, 0);
        Course course = run(2, 5, 4, subject, Merge.differences(PLAIN, 1), 5);
        // Fragment 1 was said after 2 steps, 0 after 4 and, in place of the turn that would be next, 1 after 5.
        assertThat(course.shared[0][4]).containsExactly(new float[] {1, 2.1f}, within(1e-5f));
        assertThat(course.shared[0][5]).containsExactly(new float[] {1 - 0.2f * 4, 2.15f}, within(1e-5f));
    }
}
