package io.gossamer.model.network;

import java.util.List;

/**
 * One tensor of an architecture.
 *
 * @param name unique among its kind, such as {@code conv1.weight}
 * @param initialiser how it starts
 * @param shape its sizes
 */
public record TensorSpec(String name, Initialiser initialiser, long... shape) {
    /** {@code name.weight} [outputs, inputs] and {@code name.bias} [outputs], initialised as libtorch does. */
    public static List<TensorSpec> linear(String name, long inputs, long outputs) {
        Initialiser initialiser = Initialiser.fanIn(inputs);
        return List.of(
                new TensorSpec(name + ".weight", initialiser, outputs, inputs),
                new TensorSpec(name + ".bias", initialiser, outputs));
    }

    /** {@code name.weight} [outputs, inputs, kernel, kernel] and {@code name.bias} [outputs]. */
    public static List<TensorSpec> convolution(String name, long inputs, long outputs, long kernel) {
        Initialiser initialiser = Initialiser.fanIn(inputs * kernel * kernel);
        return List.of(
                new TensorSpec(name + ".weight", initialiser, outputs, inputs, kernel, kernel),
                new TensorSpec(name + ".bias", initialiser, outputs));
    }

    /** {@code name.weight} and {@code name.bias} of a normalisation over {@code size} features: scale 1, shift 0. */
    public static List<TensorSpec> normalisation(String name, long size) {
        return List.of(
                new TensorSpec(name + ".weight", new Initialiser.Constant(1), size),
                new TensorSpec(name + ".bias", new Initialiser.Constant(0), size));
    }
}
