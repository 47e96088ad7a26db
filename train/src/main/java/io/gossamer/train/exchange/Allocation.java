package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.model.flat.FlatLayout;
import java.util.Optional;
import java.util.function.LongFunction;

/** Which codec each tensor gets at each step. */
@FunctionalInterface
public interface Allocation {
    /** The codec of a tensor; empty if it travels dense, as float32. */
    Optional<Codec> codec(FlatLayout.Entry tensor, long step);

    /**
     * Compresses tensors of two or more dimensions and leaves biases and normalisation vectors dense: they are few bytes
     * and suffer most. Source: the official code of Deep Gradient Compression.
     */
    static Allocation matrices(LongFunction<Codec> codecAt) {
        return (tensor, step) -> tensor.shape().length < 2 ? Optional.empty() : Optional.of(codecAt.apply(step));
    }
}
