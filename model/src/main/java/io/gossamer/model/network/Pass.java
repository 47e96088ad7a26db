package io.gossamer.model.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * One forward pass of an {@link Architecture}: its tensors by name, whether it trains, its own source of randomness, and
 * the layers that several architectures use. Layers find their tensors by the prefix that {@link TensorSpec} gave them.
 */
public final class Pass {
    private static final double BATCH_NORM_MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;

    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> constants;
    private final Map<String, Tensor> buffers;
    private final Optional<Supplier<Generator>> generators;
    private final List<LinearUse> linearUses;
    private final Function<String, Optional<Tensor>> derived;
    private final OptionalDouble statisticsWeight;
    private GeneratorOptional generator;

    private Pass(
            Map<String, Tensor> parameters,
            Map<String, Tensor> constants,
            Map<String, Tensor> buffers,
            Optional<Supplier<Generator>> generators,
            List<LinearUse> linearUses,
            Function<String, Optional<Tensor>> derived,
            OptionalDouble statisticsWeight) {
        this.parameters = parameters;
        this.constants = constants;
        this.buffers = buffers;
        this.generators = generators;
        this.linearUses = linearUses;
        this.derived = derived;
        this.statisticsWeight = statisticsWeight;
    }

    /**
     * @param constants parameters that linear layers take out of the graph, see {@link LinearUse}
     * @param generators gives the generator, if the pass draws anything
     */
    static Pass training(
            Map<String, Tensor> parameters,
            Map<String, Tensor> constants,
            Map<String, Tensor> buffers,
            Supplier<Generator> generators) {
        return new Pass(
                parameters,
                constants,
                buffers,
                Optional.of(generators),
                new ArrayList<>(),
                name -> Optional.empty(),
                OptionalDouble.of(BATCH_NORM_MOMENTUM));
    }

    static Pass evaluation(Map<String, Tensor> parameters, Map<String, Tensor> buffers) {
        return evaluation(parameters, buffers, OptionalDouble.empty());
    }

    /** As in evaluation, but that BatchNorm takes a batch's own statistics and moves its running ones towards them. */
    static Pass estimation(Map<String, Tensor> parameters, Map<String, Tensor> buffers, double weight) {
        return evaluation(parameters, buffers, OptionalDouble.of(weight));
    }

    private static Pass evaluation(
            Map<String, Tensor> parameters, Map<String, Tensor> buffers, OptionalDouble statisticsWeight) {
        return new Pass(
                parameters,
                Map.of(),
                buffers,
                Optional.empty(),
                new ArrayList<>(),
                name -> Optional.empty(),
                statisticsWeight);
    }

    /**
     * This pass with some parameters computed from others.
     *
     * @param derivation gives what stands for the parameter of a name, if anything does; it takes what it computes from
     *     this pass
     */
    public Pass deriving(Function<String, Optional<Tensor>> derivation) {
        return new Pass(parameters, constants, buffers, generators, linearUses, derivation, statisticsWeight);
    }

    /** The linear layers so far whose weights stand outside the graph. */
    List<LinearUse> linearUses() {
        return linearUses;
    }

    public boolean training() {
        return generators.isPresent();
    }

    public Tensor parameter(String name) {
        return derived.apply(name).orElseGet(() -> named(parameters, name));
    }

    public Tensor buffer(String name) {
        return named(buffers, name);
    }

    /** x Wᵀ + b: [..., inputs] to [..., outputs]. Neither x nor the result may be changed in place afterwards. */
    public Tensor linear(Tensor x, String layer) {
        return linear(x, layer + ".weight", new TensorOptional(parameter(layer + ".bias")));
    }

    /** x Wᵀ, as {@link #linear}. */
    public Tensor unbiasedLinear(Tensor x, String layer) {
        return linear(x, layer + ".weight", new TensorOptional());
    }

    private Tensor linear(Tensor x, String name, TensorOptional bias) {
        Optional<Tensor> computed = derived.apply(name);
        Tensor constant = constants.get(name);
        if (computed.isPresent() || constant == null) {
            return torch.linear(x, computed.orElseGet(() -> parameter(name)), bias);
        }
        Tensor y = torch.linear(x, constant, bias);
        linearUses.add(new LinearUse(name, x, y));
        return y;
    }

    /** Cross-correlation with bias: [batch, inputs, height, width] to [batch, outputs, ...]. */
    public Tensor convolution(Tensor x, String layer, long padding) {
        return torch.conv2d(
                x,
                parameter(layer + ".weight"),
                new TensorOptional(parameter(layer + ".bias")),
                new long[] {1, 1},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
    }

    /** Cross-correlation without bias. */
    public Tensor unbiasedConvolution(Tensor x, String layer, long padding, long stride) {
        return torch.conv2d(
                x,
                parameter(layer + ".weight"),
                new TensorOptional(),
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
    }

    /** Batch normalisation over [batch, channels, height, width]; training also updates the running statistics. */
    public Tensor batchNorm(Tensor x, String layer) {
        return torch.batch_norm(
                x,
                new TensorOptional(parameter(layer + ".weight")),
                new TensorOptional(parameter(layer + ".bias")),
                new TensorOptional(buffer(layer + ".running_mean")),
                new TensorOptional(buffer(layer + ".running_var")),
                statisticsWeight.isPresent(),
                statisticsWeight.orElse(0),
                EPSILON,
                false);
    }

    /** Layer normalisation over the last dimension. */
    public Tensor layerNorm(Tensor x, String layer) {
        return torch.layer_norm(
                x,
                new long[] {x.size(-1)},
                new TensorOptional(parameter(layer + ".weight")),
                new TensorOptional(parameter(layer + ".bias")),
                EPSILON,
                false);
    }

    /** Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019): over the last dimension, scaled by {@code scale}. */
    public Tensor rmsNorm(Tensor x, String scale) {
        return torch.rms_norm(
                x, new long[] {x.size(-1)}, new TensorOptional(parameter(scale)), new DoubleOptional(EPSILON));
    }

    /** Zeroes each element with probability {@code rate} and scales the others up; the identity outside training. */
    public Tensor dropout(Tensor x, double rate) {
        if (generators.isEmpty() || rate == 0) {
            return x;
        }
        if (generator == null) {
            generator = new GeneratorOptional(generators.get().get());
        }
        Tensor kept = torch.empty_like(x).bernoulli_(1 - rate, generator);
        return x.mul(kept.div_(new Scalar(1 - rate)));
    }

    private static Tensor named(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the architecture declares no tensor named " + name);
        }
        return tensor;
    }
}
