package io.gossamer.train.allocation;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.TopK;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Top-k on a geometric grid of densities.
 *
 * @param density of the uniform level
 */
public record TopKLevels(double density) implements LevelFamily {
    private static final int LEVELS = 20;
    private static final int UNIFORM = 9;
    private static final double RATIO = 1.3;
    private static final int VALUE_BITS = 16;

    /** @throws GossamerException if that is no density */
    public TopKLevels {
        if (!(density > 0 && density <= 1)) {
            throw new GossamerException("Top-k of a density of " + density, "Give a number above 0, at most 1.");
        }
    }

    @Override
    public int levels() {
        return LEVELS;
    }

    @Override
    public int uniform() {
        return UNIFORM;
    }

    private TopK topK(int level) {
        return new TopK(Math.min(1, density * StrictMath.pow(RATIO, level - UNIFORM)));
    }

    @Override
    public Codec codec(FlatLayout.Entry tensor, int level) {
        return new SparseCodec(topK(level), new Float16Codec());
    }

    /** Values, and for each index its entropy: about log2(e n / k). */
    @Override
    public double[] bits(FlatLayout.Entry tensor) {
        return IntStream.range(0, LEVELS)
                .mapToDouble(level -> {
                    double k = topK(level).maxChosen(tensor.count());
                    return k * (VALUE_BITS + Math.log(Math.E * tensor.count() / k) / Math.log(2));
                })
                .toArray();
    }

    /** One sort gives all: what a level loses is the tail. */
    @Override
    public double[] errors(FlatLayout.Entry tensor, MemorySegment values, RandomStream random) {
        float[] magnitudes = values.toArray(ValueLayout.JAVA_FLOAT);
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = Math.abs(magnitudes[i]);
        }
        Arrays.sort(magnitudes);
        double[] errors = new double[LEVELS];
        double tail = 0;
        int summed = 0;
        for (int level = LEVELS - 1; level >= 0; level--) {
            int lost = magnitudes.length - topK(level).maxChosen(magnitudes.length);
            for (; summed < lost; summed++) {
                tail += (double) magnitudes[summed] * magnitudes[summed];
            }
            errors[level] = Math.sqrt(tail);
        }
        return errors;
    }
}
