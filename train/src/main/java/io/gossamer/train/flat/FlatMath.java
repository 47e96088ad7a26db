package io.gossamer.train.flat;

import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.model.flat.FlatTensors;
import java.lang.foreign.MemorySegment;

/** Arithmetic on float32 arrays, with the same bits on every machine. */
public final class FlatMath {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    private FlatMath() {}

    /** {@code array /= divisor}, element by element. */
    public static void divide(MemorySegment array, float divisor) {
        KERNELS.divide(divisor, array, 0, count(array));
    }

    /** {@code result = a - b} for tensors of one layout. */
    public static void subtract(FlatTensors a, FlatTensors b, FlatTensors result) {
        KERNELS.subtract(a.memory(), 0, b.memory(), 0, result.memory(), 0, count(result.memory()));
    }

    /** Scales all elements so that their L2 norm is at most {@code limit}; a limit of 0 means none. */
    public static void clip(FlatTensors tensors, double limit) {
        if (limit == 0) {
            return;
        }
        double norm = norm(tensors);
        if (norm > limit) {
            KERNELS.scale((float) (limit / norm), tensors.memory(), 0, count(tensors.memory()));
        }
    }

    /** The L2 norm over all elements, summed in float64. The padding between tensors is zero and adds nothing. */
    public static double norm(FlatTensors tensors) {
        return Math.sqrt(KERNELS.sumOfSquares(tensors.memory(), 0, count(tensors.memory())));
    }

    private static int count(MemorySegment array) {
        return Math.toIntExact(array.byteSize() / Float.BYTES);
    }
}
