package io.gossamer.train.allocation;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The L2 norm of an array of float32, added up in float64. */
final class Norm {
    private Norm() {}

    static double of(MemorySegment values) {
        return Math.sqrt(squared(values));
    }

    static double squared(MemorySegment values) {
        double sum = 0;
        for (long at = 0; at < values.byteSize(); at += Float.BYTES) {
            double value = values.get(ValueLayout.JAVA_FLOAT, at);
            sum += value * value;
        }
        return sum;
    }
}
