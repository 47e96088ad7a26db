package io.gossamer.codec.memory;

import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One zeroed float32 array per tensor. */
final class Residuals {
    private static final long ALIGNMENT = 64;

    private final MemorySegment[] arrays;

    /** @param counts elements of each tensor */
    Residuals(Arena arena, long[] counts) {
        arrays = new MemorySegment[counts.length];
        for (int tensor = 0; tensor < counts.length; tensor++) {
            arrays[tensor] = arena.allocate(counts[tensor] * Float.BYTES, ALIGNMENT);
        }
    }

    MemorySegment of(int tensor) {
        return arrays[tensor];
    }

    /** Zeroes the elements at the first {@code count} indices. */
    void clear(int tensor, int[] indices, int count) {
        MemorySegment array = arrays[tensor];
        for (int i = 0; i < count; i++) {
            array.setAtIndex(ValueLayout.JAVA_FLOAT, indices[i], 0f);
        }
    }

    void visit(StateVisitor visitor, String name) {
        for (int tensor = 0; tensor < arrays.length; tensor++) {
            visitor.floats(name + "." + tensor, arrays[tensor], arrays[tensor].byteSize() / Float.BYTES);
        }
    }
}
