package io.gossamer.train.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.worker.TinyTask;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelMergeTest {
    private static final FlatLayout LAYOUT = FlatLayout.of(List.of("w"), List.of(new long[] {500}));

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static FlatTensors model(int number) {
        FlatTensors model = FlatTensors.zeros(LAYOUT);
        RandomStream.of(3, Purpose.TEST, number, 0, 0).fillNormal(model.memory(0), 0, 1);
        return model;
    }

    private static float[] values(FlatTensors tensors) {
        return tensors.memory(0).toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] mean(List<FlatTensors> models) {
        try (FlatTensors mean = FlatTensors.zeros(LAYOUT)) {
            ModelMean.of(models, mean);
            return values(mean);
        }
    }

    @Test
    void equalModelsAreTheirOwnMean() {
        for (int count : new int[] {1, 2, 3, 7, 16}) {
            assertThat(mean(Collections.nCopies(count, model(0)))).containsExactly(values(model(0)));
        }
    }

    @Test
    void theOrderOfModelsDoesNotMatterBeyondRounding() {
        List<FlatTensors> models = new ArrayList<>(
                IntStream.range(0, 7).mapToObj(ModelMergeTest::model).toList());
        float[] forth = mean(models);
        Collections.reverse(models);
        assertThat(mean(models)).containsExactly(forth, within(1e-6f));
    }

    @Test
    void aMeanOfMeansIsTheMean() {
        try (FlatTensors merged = FlatTensors.zeros(LAYOUT)) {
            ModelMean.of(List.of(model(0), model(1), model(2)), merged);
            assertThat(mean(List.of(merged, merged))).containsExactly(values(merged));
        }
    }

    @Test
    void weightsAreRelative() {
        try (FlatTensors mean = FlatTensors.zeros(LAYOUT)) {
            ModelMean.weighted(List.of(model(0), model(1), model(2)), List.of(2.0, 6.0, 0.0), mean);
            float[] expected = new float[500];
            for (int i = 0; i < 500; i++) {
                expected[i] = 0.25f * values(model(0))[i] + 0.75f * values(model(1))[i];
            }
            assertThat(values(mean)).containsExactly(expected, within(1e-6f));
            assertThatThrownBy(() -> ModelMean.weighted(List.of(model(0)), List.of(0.0), mean))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theConsensusErrorIsTheMeanSquaredDistance() {
        try (FlatTensors mean = FlatTensors.zeros(LAYOUT)) {
            double squares = 0;
            for (int number = 0; number < 2; number++) {
                for (float value : values(model(number))) {
                    squares += (double) value * value;
                }
            }
            assertThat(ModelMean.consensusError(List.of(model(0), model(1)), mean))
                    .isCloseTo(squares / 2, within(1e-6));
        }
    }

    @Test
    void aBarrierIsWhatLiesAboveTheLineBetweenTheEnds() {
        assertThat(new Segment(new double[] {1, 5, 3}).barrier()).isCloseTo(3, within(1e-12));
        assertThat(new Segment(new double[] {1, 0, 3}).barrier()).isZero();
        assertThat(new Segment(new double[] {1, 0, 3}).middle()).isEqualTo(0);
        assertThat(new Segment(new double[] {1, 2, 4, 3}).middle()).isEqualTo(3);
        assertThat(new Segment(new double[] {1, 2, 4, 3}).ends()).isEqualTo(2);
        try (FlatTensors from = model(0);
                FlatTensors to = model(1)) {
            Segment convex = Segment.between(from, to, 5, point -> {
                double sum = 0;
                for (float value : values(point)) {
                    sum += (double) value * value;
                }
                return sum;
            });
            assertThat(convex.losses()).hasSize(5);
            assertThat(convex.barrier()).isZero();
            Segment concave = Segment.between(from, to, 5, point -> -ModelMean.squaredDistance(point, from));
            assertThat(concave.barrier()).isCloseTo(ModelMean.squaredDistance(from, to) / 4, within(1e-3));
        }
    }

    @Test
    void statisticsAreThoseOfTheNodesOwnBatches() {
        try (TinyTask task = new TinyTask();
                Network network = task.network("resnet8", 1);
                FlatTensors estimated = network.buffers().likeThis()) {
            network.buffers().fill(77);
            assertThat(RunningStatistics.estimate(
                            network,
                            number -> task.training()
                                    .batch(IntStream.range((int) number * 50, (int) number * 50 + 50)
                                            .toArray()),
                            8))
                    .isTrue();
            estimated.memory().copyFrom(network.buffers().memory());
            try (PointerScope scope = new PointerScope()) {
                network.estimateStatistics(
                        task.training().batch(IntStream.range(0, 400).toArray()), 1);
            }
            int mean = index(estimated, "bn1.running_mean");
            int variance = index(estimated, "bn1.running_var");
            for (int channel = 0; channel < 16; channel++) {
                double spread = at(network.buffers(), variance, channel);
                assertThat(at(estimated, variance, channel) / spread).isCloseTo(1, within(0.05));
                assertThat(at(estimated, mean, channel) - at(network.buffers(), mean, channel))
                        .isCloseTo(0, within(0.05 * Math.sqrt(spread)));
            }
        }
    }

    @Test
    void wholeNumberedBuffersAreInNoModel() {
        try (PointerScope scope = new PointerScope()) {
            SequentialImpl module = new SequentialImpl();
            module.push_back(new LinearImpl(36, 8));
            module.push_back(new BatchNorm1dImpl(new BatchNormOptions(8)));
            try (TinyTask task = new TinyTask();
                    Network network =
                            Networks.of("java", module, x -> module.forward(x.flatten(1, -1)), Loss.CROSS_ENTROPY)) {
                assertThat(network.buffers().layout().entries())
                        .extracting(FlatLayout.Entry::name)
                        .containsExactly("1.running_mean", "1.running_var");
                network.buffers().fill(3);
                // A module of somebody else's moves its statistics in training alone, and says so.
                assertThat(RunningStatistics.estimate(
                                network, number -> task.training().batch(new int[] {0, 1, 2}), 2))
                        .isFalse();
                assertThat(at(network.buffers(), 0, 0)).isEqualTo(3);
            }
        }
    }

    private static int index(FlatTensors tensors, String name) {
        return tensors.layout().entries().stream()
                .map(FlatLayout.Entry::name)
                .toList()
                .indexOf(name);
    }

    private static double at(FlatTensors tensors, int tensor, int element) {
        return tensors.memory(tensor).getAtIndex(ValueLayout.JAVA_FLOAT, element);
    }

    @Test
    void nodesOfDifferentDataAreTakenTogetherAsOneMixture() {
        FlatLayout layout =
                FlatLayout.of(List.of("bn.running_mean", "bn.running_var"), List.of(new long[] {2}, new long[] {2}));
        SimulatedGroup.of(2)
                .run(group -> {
                    try (FlatTensors own = FlatTensors.zeros(layout);
                            FlatTensors pooled = FlatTensors.zeros(layout);
                            AllReduceMean exchange = new AllReduceMean(group, layout)) {
                        own.memory(0).setAtIndex(ValueLayout.JAVA_FLOAT, 0, group.rank() == 0 ? -1 : 3);
                        own.memory(1).setAtIndex(ValueLayout.JAVA_FLOAT, 0, group.rank() == 0 ? 1 : 2);
                        own.memory(0).setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
                        own.memory(1).setAtIndex(ValueLayout.JAVA_FLOAT, 1, 0.5f);
                        RunningStatistics.pool(List.of(own), pooled, exchange, 1);
                        assertThat(at(pooled, 0, 0)).isCloseTo(1, within(1e-6));
                        assertThat(at(pooled, 1, 0)).isCloseTo(1.5 + 4, within(1e-5));
                        assertThat(at(pooled, 0, 1)).isCloseTo(5, within(1e-6));
                        assertThat(at(pooled, 1, 1)).isCloseTo(0.5, within(1e-5));
                    }
                })
                .requireReturned();
    }
}
