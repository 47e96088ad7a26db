package io.gossamer.codec.array;

import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;

/** Takes decoded values one by one. */
interface ElementSink {
    void accept(long index, float value);

    /** Overwrites an array. */
    static ElementSink into(MemorySegment values) {
        return (index, value) -> values.set(LittleEndian.FLOAT, index * Float.BYTES, value);
    }

    /** Adds {@code scale} times each value to an array. */
    static ElementSink adding(float scale, MemorySegment sum) {
        return (index, value) -> {
            float before = sum.get(LittleEndian.FLOAT, index * Float.BYTES);
            sum.set(LittleEndian.FLOAT, index * Float.BYTES, before + value * scale);
        };
    }
}
