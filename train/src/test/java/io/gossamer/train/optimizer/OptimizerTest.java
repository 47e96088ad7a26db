package io.gossamer.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our optimisers over flat buffers against libtorch's own, parameter by parameter, bit for bit. */
class OptimizerTest {
    private static final double RATE = 0.05;
    private static final int STEPS = 20;
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("a", "b", "c"), List.of(new long[] {37, 11}, new long[] {1}, new long[] {257}));

    record Pair(String name, Optimizer.Spec ours, Function<TensorVector, org.bytedeco.pytorch.Optimizer> libtorch) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pair> pairs() {
        return Stream.of(
                new Pair("plain", new Sgd.Spec(0, false, 0), p -> sgd(p, 0, false, 0)),
                new Pair("momentum", new Sgd.Spec(0.9, false, 0), p -> sgd(p, 0.9, false, 0)),
                new Pair("decay", new Sgd.Spec(0.9, false, 0.01), p -> sgd(p, 0.9, false, 0.01)),
                new Pair("nesterov", new Sgd.Spec(0.9, true, 0.01), p -> sgd(p, 0.9, true, 0.01)),
                new Pair("adamw", new AdamW.Spec(0.9, 0.999, 1e-8, 0.01, true), p -> {
                    AdamWOptions options = new AdamWOptions(RATE);
                    options.weight_decay().put(0.01);
                    return new org.bytedeco.pytorch.AdamW(p, options);
                }));
    }

    private static org.bytedeco.pytorch.Optimizer sgd(
            TensorVector parameters, double momentum, boolean nesterov, double weightDecay) {
        SGDOptions options = new SGDOptions(RATE);
        options.momentum().put(momentum);
        options.nesterov().put(nesterov);
        options.weight_decay().put(weightDecay);
        return new SGD(parameters, options);
    }

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** Exact check of sheet 06. */
    @Test
    void outerNesterovStepsAreThoseOfTheSheet() {
        FlatLayout one = FlatLayout.of(List.of("x"), List.of(new long[] {1}));
        try (FlatTensors x = FlatTensors.zeros(one);
                FlatTensors difference = FlatTensors.zeros(one);
                Optimizer outer = new Sgd.Spec(0.9, true, 0).create(x)) {
            x.fill(1);
            float[] differences = {0.1f, -0.05f, 0.2f};
            double[] expected = {0.867, 0.8768, 0.58812};
            for (int step = 0; step < differences.length; step++) {
                difference.fill(differences[step]);
                outer.step(x, difference, 0.7);
                assertThat((double) x.memory(0).get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(expected[step], within(1e-6));
            }
        }
    }

    static Stream<Arguments> adaptive() {
        return Stream.of(
                Arguments.of(AdaptiveOuter.Rule.ADAGRAD, new double[] {0.98486122, 0.97892796, 0.95108866}),
                Arguments.of(AdaptiveOuter.Rule.ADAM, new double[] {0.98331012, 0.97661930, 0.93722216}),
                Arguments.of(AdaptiveOuter.Rule.YOGI, new double[] {0.98331477, 0.97663882, 0.93742494}));
    }

    /** By algorithm 2 of Reddi et al., worked out in float64 beside this project. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void adaptiveOuterStepsAreThoseOfThePaper(AdaptiveOuter.Rule rule, double[] expected) {
        FlatLayout one = FlatLayout.of(List.of("x"), List.of(new long[] {1}));
        try (FlatTensors x = FlatTensors.zeros(one);
                FlatTensors difference = FlatTensors.zeros(one);
                Optimizer outer = new AdaptiveOuter.Spec(rule, 0.9, 0.99, 0.15).create(x)) {
            x.fill(1);
            float[] differences = {0.1f, -0.05f, 0.2f};
            for (int step = 0; step < differences.length; step++) {
                difference.fill(differences[step]);
                outer.step(x, difference, 0.5);
                assertThat((double) x.memory(0).get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(expected[step], within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void equalsLibtorchBitForBit(Pair pair) {
        try (FlatTensors parameters = FlatTensors.zeros(LAYOUT);
                FlatTensors gradients = FlatTensors.zeros(LAYOUT);
                Optimizer ours = pair.ours().create(parameters);
                PointerScope scope = new PointerScope()) {
            fill(parameters, -1);
            List<Tensor> copies = new ArrayList<>();
            for (int i = 0; i < LAYOUT.entries().size(); i++) {
                copies.add(parameters.view(i).clone());
                copies.get(i).set_requires_grad(true);
            }
            var libtorch = pair.libtorch().apply(new TensorVector(copies.toArray(Tensor[]::new)));
            for (int step = 0; step < STEPS; step++) {
                fill(gradients, step);
                for (int i = 0; i < copies.size(); i++) {
                    copies.get(i).mutable_grad().put(gradients.view(i).clone());
                }
                ours.step(parameters, gradients, RATE);
                libtorch.step();
            }
            for (int i = 0; i < copies.size(); i++) {
                float[] expected = new float[(int) copies.get(i).numel()];
                new FloatPointer(copies.get(i).detach().contiguous().data_ptr()).get(expected);
                assertThat(bits(parameters.memory(i).toArray(ValueLayout.JAVA_FLOAT)))
                        .isEqualTo(bits(expected));
            }
        }
    }

    /** The outer step of DiLoCo, sheet 06: one parameter at 1, differences 0.1, -0.05, 0.2 at 0.7 and 0.9. */
    @Test
    void outerNesterovFollowsTheSheet() {
        FlatLayout one = FlatLayout.of(List.of("theta"), List.of(new long[] {1}));
        try (FlatTensors theta = FlatTensors.zeros(one);
                FlatTensors difference = FlatTensors.zeros(one);
                Optimizer outer = new Sgd.Spec(0.9, true, 0).create(theta)) {
            theta.memory(0).set(ValueLayout.JAVA_FLOAT, 0, 1);
            double[] differences = {0.1, -0.05, 0.2};
            double[] expected = {0.867, 0.8768, 0.58812};
            for (int i = 0; i < differences.length; i++) {
                difference.memory(0).set(ValueLayout.JAVA_FLOAT, 0, (float) differences[i]);
                outer.step(theta, difference, 0.7);
                assertThat((double) theta.memory(0).get(ValueLayout.JAVA_FLOAT, 0))
                        .isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    /** The decay of CorrectedSgd has its own momentum, in which the update takes no part. */
    @Test
    void correctedSgdKeepsDecayAndUpdateApart() {
        FlatLayout one = FlatLayout.of(List.of("w"), List.of(new long[] {1}));
        try (FlatTensors w = FlatTensors.zeros(one);
                FlatTensors update = FlatTensors.zeros(one);
                Optimizer optimizer = new CorrectedSgd.Spec(0.5, false, 0.1).create(w)) {
            w.memory(0).set(ValueLayout.JAVA_FLOAT, 0, 1);
            update.memory(0).set(ValueLayout.JAVA_FLOAT, 0, 2);
            optimizer.step(w, update, 0.1);
            double first = 1 - 0.1 * (2 + 0.1);
            assertThat((double) w.memory(0).get(ValueLayout.JAVA_FLOAT, 0)).isCloseTo(first, within(1e-6));
            optimizer.step(w, update, 0.1);
            double second = first - 0.1 * (2 + 0.5 * 0.1 + 0.1 * first);
            assertThat((double) w.memory(0).get(ValueLayout.JAVA_FLOAT, 0)).isCloseTo(second, within(1e-6));
        }
    }

    private static void fill(FlatTensors tensors, int step) {
        for (int i = 0; i < tensors.layout().entries().size(); i++) {
            RandomStream.of(3, Purpose.TEST, 0, step + 1, i).fillNormal(tensors.memory(i), 0, 1);
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
