package io.gossamer.train.strategy;

import io.gossamer.model.flat.FlatTensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The L2 norm over all elements of flat tensors, summed in float64 in a fixed order. */
final class Norm {
    private Norm() {}

    /** Scales all elements so that their norm is at most {@code limit}; a limit of 0 means none. */
    static void clip(FlatTensors tensors, double limit) {
        if (limit == 0) {
            return;
        }
        double norm = of(tensors);
        if (norm > limit) {
            scale(tensors.memory(), (float) (limit / norm));
        }
    }

    /** The padding between tensors is zero and adds nothing. */
    static double of(FlatTensors tensors) {
        MemorySegment memory = tensors.memory();
        double sum = 0;
        for (int at = 0; at < Math.toIntExact(memory.byteSize()); at += Float.BYTES) {
            double x = memory.get(ValueLayout.JAVA_FLOAT, at);
            sum += x * x;
        }
        return Math.sqrt(sum);
    }

    private static void scale(MemorySegment memory, float factor) {
        for (int at = 0; at < Math.toIntExact(memory.byteSize()); at += Float.BYTES) {
            memory.set(ValueLayout.JAVA_FLOAT, at, memory.get(ValueLayout.JAVA_FLOAT, at) * factor);
        }
    }
}
