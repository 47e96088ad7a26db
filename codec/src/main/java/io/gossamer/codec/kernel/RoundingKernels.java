package io.gossamer.codec.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Rounding at random, up with the probability that makes the mean right. The i-th value is rounded by the i-th of
 * {@code words} (32 random bits each), turned left by {@code turn} bits: the upper 24 bits of that are a number in [0, 1).
 * Otherwise as {@link ArrayKernels}.
 */
public interface RoundingKernels {
    /**
     * {@code q = floor(value * inverseStep + uniform)}, the product cut after 24 bits behind the point, NaN being 0, and
     * clamped to [-levels, levels] before the sum.
     *
     * @param levels 1 to 127
     */
    void quantize8(
            MemorySegment values,
            long offset,
            float inverseStep,
            MemorySegment words,
            long wordOffset,
            int turn,
            int levels,
            MemorySegment q,
            long qOffset,
            int count);

    /**
     * The biased exponent of one of the two powers of two around each magnitude, as a byte, at most 254; 0 stands for zero
     * and the smallest normal number, 1, is the next.
     */
    void exponents(
            MemorySegment values,
            long offset,
            MemorySegment words,
            long wordOffset,
            int turn,
            MemorySegment exponents,
            long exponentOffset,
            int count);

    /**
     * {@code value = 2^(exponent - 127)}, or 0 for 0, negative where its bit is 0; bits run from the lowest of a byte.
     *
     * @return the largest magnitude decoded, as by {@link ArrayKernels#maxAbsBits}
     */
    int powers(
            MemorySegment exponents,
            long exponentOffset,
            MemorySegment bits,
            long bitOffset,
            MemorySegment values,
            long offset,
            int count);
}
