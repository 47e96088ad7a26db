package io.gossamer.net.reduction;

import java.lang.foreign.MemorySegment;

/** The loops over the elements of one type, in native byte order. */
interface Kernel {
    /** {@code target[i] = target[i] operator source[i]}. */
    void combine(Operator operator, MemorySegment target, MemorySegment source);

    /** {@code target[i] = target[i] / divisor}. */
    void divide(MemorySegment target, int divisor);

    /** The nearest float32 of each element; magnitudes beyond its range become infinite. */
    void toFloats(MemorySegment values, MemorySegment floats);

    /** The nearest element to each float32. What lies beyond the range of an integer becomes its end. */
    void fromFloats(MemorySegment floats, MemorySegment values);
}
