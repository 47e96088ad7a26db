package io.gossamer.train.exchange;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arithmetic on float32 arrays. */
final class FlatMath {
    private FlatMath() {}

    /** Divides each element. */
    static void divide(MemorySegment array, float divisor) {
        int bytes = Math.toIntExact(array.byteSize());
        for (int at = 0; at < bytes; at += Float.BYTES) {
            array.set(ValueLayout.JAVA_FLOAT, at, array.get(ValueLayout.JAVA_FLOAT, at) / divisor);
        }
    }
}
