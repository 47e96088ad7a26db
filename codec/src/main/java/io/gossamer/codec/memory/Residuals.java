package io.gossamer.codec.memory;

import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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

    void visit(StateVisitor visitor, String name) {
        for (int tensor = 0; tensor < arrays.length; tensor++) {
            visitor.floats(name + "." + tensor, arrays[tensor], arrays[tensor].byteSize() / Float.BYTES);
        }
    }
}
