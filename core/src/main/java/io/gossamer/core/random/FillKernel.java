package io.gossamer.core.random;

import java.lang.foreign.MemorySegment;

/**
 * Bulk draws into memory: words first, then floats made of them in place. Positions and counts are in elements of 4
 * bytes, native byte order. All implementations write the same bits.
 */
interface FillKernel {
    /** Writes {@code blocks} whole blocks, 4 words each, from block {@code firstBlock} on. */
    void words(StreamKey key, int firstBlock, long blocks, MemorySegment memory, long from);

    /** Replaces words by uniform floats, see {@link ScalarFill#uniform(int, float, float, float)}. */
    void uniform(MemorySegment memory, long from, long count, float low, float width, float top);

    /** Replaces words by normal floats of the given mean and standard deviation. */
    void normal(MemorySegment memory, long from, long count, float mean, float standardDeviation);
}
