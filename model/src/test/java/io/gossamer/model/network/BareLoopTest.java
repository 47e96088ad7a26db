package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bare libtorch loop, on separate tensors with libtorch's own optimisers, against the same training over flat
 * buffers, where each rule of an optimiser is one operation on the whole buffer.
 */
class BareLoopTest {
    private static final ProblemShape.Images IMAGES = new ProblemShape.Images(1, 14, 14, 10);
    private static final ProblemShape.Tokens TEXT = new ProblemShape.Tokens(11, 9);
    private static final double LEARNING_RATE = 0.05;
    private static final double WEIGHT_DECAY = 0.01;
    private static final int STEPS = 12;

    /** One update of the parameters from the gradients. */
    interface Rule {
        void step(Tensor parameters, Tensor gradients);
    }

    record Pair(String name, Function<TensorVector, Optimizer> bare, Function<FlatTensors, Rule> flat) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Case(Architecture architecture, ProblemShape shape, Pair optimiser) {
        @Override
        public String toString() {
            return architecture.name() + " " + optimiser;
        }
    }

    static Stream<Case> cases() {
        List<Pair> pairs = List.of(
                new Pair("sgd", p -> sgd(p, 0, 0, false), p -> (x, g) -> x.add_(g, new Scalar(-LEARNING_RATE))),
                new Pair("momentum", p -> sgd(p, 0.9, WEIGHT_DECAY, false), p -> new Momentum(p.likeThis(), false)),
                new Pair("nesterov", p -> sgd(p, 0.9, WEIGHT_DECAY, true), p -> new Momentum(p.likeThis(), true)),
                new Pair("adamw", BareLoopTest::adamW, p -> new FlatAdamW(p.likeThis(), p.likeThis())));
        return Stream.of(
                        new Case(new Mlp("mlp", List.of(196L, 37L, 10L)), IMAGES, null),
                        new Case(new LeNet5(IMAGES), IMAGES, null),
                        new Case(new ResNet(8, IMAGES), IMAGES, null),
                        new Case(new Gpt("gpt", TEXT, 1, 12, 2, true, 0), TEXT, null))
                .flatMap(c -> pairs.stream().map(pair -> new Case(c.architecture(), c.shape(), pair)));
    }

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void flatTrainingEqualsTheBareLoopBitForBit(Case c) {
        List<float[]> flat = flat(c);
        List<float[]> bare = bare(c);
        for (int i = 0; i < bare.size(); i++) {
            String name = c.architecture().parameters().get(i).name();
            assertThat(bits(flat.get(i))).as(name).isEqualTo(bits(bare.get(i)));
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    private static List<float[]> flat(Case c) {
        try (Network network = Networks.of(c.architecture(), Loss.CROSS_ENTROPY, 4);
                PointerScope scope = new PointerScope()) {
            Rule rule = c.optimiser().flat().apply(network.parameters());
            for (int step = 0; step < STEPS; step++) {
                network.forwardBackward(Batches.of(c.shape(), 6, step), 4, 0, step);
                rule.step(network.parameters().flat(), network.gradients().flat());
            }
            List<float[]> values = new ArrayList<>();
            for (int i = 0; i < network.parameters().layout().entries().size(); i++) {
                values.add(network.parameters().memory(i).toArray(ValueLayout.JAVA_FLOAT));
            }
            return values;
        }
    }

    private static List<float[]> bare(Case c) {
        try (Network start = Networks.of(c.architecture(), Loss.CROSS_ENTROPY, 4);
                PointerScope scope = new PointerScope()) {
            List<Tensor> parameters = new ArrayList<>();
            Map<String, Tensor> named = new HashMap<>();
            Map<String, Tensor> buffers = new HashMap<>();
            for (int i = 0; i < start.parameters().layout().entries().size(); i++) {
                Tensor copy = start.parameters().view(i).clone();
                copy.set_requires_grad(true);
                parameters.add(copy);
                named.put(start.parameters().layout().entries().get(i).name(), copy);
            }
            for (int i = 0; i < start.buffers().layout().entries().size(); i++) {
                buffers.put(
                        start.buffers().layout().entries().get(i).name(),
                        start.buffers().view(i).clone());
            }
            Optimizer optimiser = c.optimiser().bare().apply(new TensorVector(parameters.toArray(Tensor[]::new)));
            var forward = new ArchitectureForward(c.architecture(), named, Map.of(), buffers);
            for (int step = 0; step < STEPS; step++) {
                Batch batch = Batches.of(c.shape(), 6, step);
                optimiser.zero_grad();
                Tensor output = forward.train(batch.input(), 4, 0, step).output();
                Tensor scores = output.reshape(-1, output.size(-1));
                torch.cross_entropy_loss(scores, batch.target().reshape(-1)).backward();
                step(optimiser);
            }
            return parameters.stream().map(p -> floats(p.detach())).toList();
        }
    }

    private static float[] floats(Tensor tensor) {
        float[] floats = new float[Math.toIntExact(tensor.numel())];
        tensor.data_ptr_float().get(floats);
        return floats;
    }

    private static void step(Optimizer optimiser) {
        switch (optimiser) {
            case SGD sgd -> sgd.step();
            case AdamW adamW -> adamW.step();
            default -> throw new AssertionError(optimiser);
        }
    }

    private static Optimizer sgd(TensorVector parameters, double momentum, double weightDecay, boolean nesterov) {
        SGDOptions options = new SGDOptions(LEARNING_RATE);
        options.momentum().put(momentum);
        options.weight_decay().put(weightDecay);
        options.nesterov().put(nesterov);
        return new SGD(parameters, options);
    }

    private static Optimizer adamW(TensorVector parameters) {
        AdamWOptions options = new AdamWOptions(LEARNING_RATE);
        options.weight_decay().put(WEIGHT_DECAY);
        return new AdamW(parameters, options);
    }

    /** b ← μ b + (g + λ x), the first time b ← g + λ x; x ← x - η b, or x - η (g + λ x + μ b) for Nesterov. */
    private static final class Momentum implements Rule {
        private static final double MOMENTUM = 0.9;

        private final Tensor buffer;
        private final boolean nesterov;
        private boolean started;

        Momentum(FlatTensors buffer, boolean nesterov) {
            this.buffer = buffer.flat();
            this.nesterov = nesterov;
        }

        @Override
        public void step(Tensor parameters, Tensor gradients) {
            Tensor decayed = gradients.add(parameters, new Scalar(WEIGHT_DECAY));
            if (started) {
                buffer.mul_(new Scalar(MOMENTUM)).add_(decayed, new Scalar(1.0));
            } else {
                buffer.copy_(decayed);
                started = true;
            }
            Tensor direction = nesterov ? decayed.add(buffer, new Scalar(MOMENTUM)) : buffer;
            parameters.add_(direction, new Scalar(-LEARNING_RATE));
        }
    }

    /** x ← (1 - ηλ) x; m ← β₁ m + (1-β₁) g; v ← β₂ v + (1-β₂) g²; x ← x - η/(1-β₁ᵗ) m / (√v / √(1-β₂ᵗ) + ε). */
    private static final class FlatAdamW implements Rule {
        private static final double BETA1 = 0.9;
        private static final double BETA2 = 0.999;
        private static final double EPSILON = 1e-8;

        private final Tensor m;
        private final Tensor v;
        private long t;

        FlatAdamW(FlatTensors m, FlatTensors v) {
            this.m = m.flat();
            this.v = v.flat();
        }

        @Override
        public void step(Tensor x, Tensor g) {
            t++;
            x.mul_(new Scalar(1 - LEARNING_RATE * WEIGHT_DECAY));
            m.mul_(new Scalar(BETA1)).add_(g, new Scalar(1 - BETA1));
            v.mul_(new Scalar(BETA2)).addcmul_(g, g, new Scalar(1 - BETA2));
            Tensor denominator =
                    v.sqrt().div(new Scalar(Math.sqrt(1 - Math.pow(BETA2, t)))).add_(new Scalar(EPSILON));
            x.addcdiv_(m, denominator, new Scalar(-LEARNING_RATE / (1 - Math.pow(BETA1, t))));
        }
    }
}
