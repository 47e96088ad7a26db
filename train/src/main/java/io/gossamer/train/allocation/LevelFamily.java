package io.gossamer.train.allocation;

import io.gossamer.codec.array.Codec;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import java.lang.foreign.MemorySegment;

/** Codecs of one kind in levels, from the strongest compression to the weakest. */
public interface LevelFamily {
    /** Number of levels. */
    int levels();

    /** The level that all layers have where nobody chooses. */
    int uniform();

    /** Whether a tensor is compressed at all. */
    default boolean compresses(FlatLayout.Entry tensor) {
        return tensor.shape().length >= 2;
    }

    /** Whether what the codecs lose averages out by itself; of others a memory should keep it. */
    default boolean unbiased() {
        return false;
    }

    Codec codec(FlatLayout.Entry tensor, int level);

    /** About how many bits each level sends. */
    double[] bits(FlatLayout.Entry tensor);

    /**
     * The L2 norm of what each level loses of these values.
     *
     * @param random for codecs and estimates that draw
     */
    double[] errors(FlatLayout.Entry tensor, MemorySegment values, RandomStream random);
}
