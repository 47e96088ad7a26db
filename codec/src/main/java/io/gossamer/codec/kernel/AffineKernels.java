package io.gossamer.codec.kernel;

import java.lang.foreign.MemorySegment;

/** Loops over float32 values and their levels in {@link Levels}; otherwise as {@link ArrayKernels}. */
public interface AffineKernels {
    /** The least value; NaN if there is one, positive infinity for no values. */
    float min(MemorySegment values, long offset, int count);

    /** The largest value; NaN if there is one, negative infinity for no values. */
    float max(MemorySegment values, long offset, int count);

    /** The nearest levels of finite values, ties to even; what lies beyond the levels becomes the last of them. */
    void quantize(Levels levels, MemorySegment values, long offset, MemorySegment q, long qOffset, int count);

    /** The values of levels. */
    void dequantize(Levels levels, MemorySegment q, long qOffset, MemorySegment values, long offset, int count);
}
