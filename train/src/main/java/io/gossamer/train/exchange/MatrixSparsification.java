package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.train.schedule.Density;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * Compresses tensors of two or more dimensions and leaves biases and normalisation vectors dense: they are few bytes and
 * suffer most. The codec follows a density that may fall during warm-up. Source: the official code of Deep Gradient
 * Compression.
 */
public final class MatrixSparsification implements Allocation {
    private final Density density;
    private final DoubleFunction<Codec> codecOfDensity;
    private final Map<Double, Optional<Codec>> codecs = new HashMap<>();

    public MatrixSparsification(Density density, DoubleFunction<Codec> codecOfDensity) {
        this.density = density;
        this.codecOfDensity = codecOfDensity;
    }

    @Override
    public Optional<Codec> codec(FlatLayout.Entry tensor, long step) {
        return tensor.shape().length < 2
                ? Optional.empty()
                : codecs.computeIfAbsent(density.at(step), d -> Optional.of(codecOfDensity.apply(d)));
    }

    @Override
    public long warmupSteps() {
        return density.warmupSteps();
    }
}
