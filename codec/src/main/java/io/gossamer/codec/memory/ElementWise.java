package io.gossamer.codec.memory;

import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Element-wise steps over float32 arrays of equal length, each operation rounded on its own as libtorch rounds. */
final class ElementWise {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    private ElementWise() {}

    /** target += source. */
    static void add(MemorySegment source, MemorySegment target) {
        KERNELS.addScaled(1, source, 0, target, 0, count(source, target));
    }

    /** target -= source. */
    static void subtract(MemorySegment source, MemorySegment target) {
        KERNELS.addScaled(-1, source, 0, target, 0, count(source, target));
    }

    /** target += factor * source. */
    static void addScaled(float factor, MemorySegment source, MemorySegment target) {
        KERNELS.addScaled(factor, source, 0, target, 0, count(source, target));
    }

    /** target *= factor. */
    static void scale(MemorySegment target, float factor) {
        int n = count(target, target);
        for (int i = 0; i < n; i++) {
            long at = (long) i * Float.BYTES;
            target.set(ValueLayout.JAVA_FLOAT, at, target.get(ValueLayout.JAVA_FLOAT, at) * factor);
        }
    }

    private static int count(MemorySegment source, MemorySegment target) {
        if (source.byteSize() != target.byteSize()) {
            throw new IllegalArgumentException(
                    "arrays of " + source.byteSize() + " and " + target.byteSize() + " bytes do not match");
        }
        return Math.toIntExact(source.byteSize() / Float.BYTES);
    }
}
