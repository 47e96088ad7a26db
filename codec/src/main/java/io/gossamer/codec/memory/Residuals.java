package io.gossamer.codec.memory;

import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;

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

    /** Lists all arrays as a node's own. */
    void visit(StateVisitor visitor, String name) {
        visit(visitor, name, tensor -> false);
    }

    /** @param common which arrays all nodes hold alike */
    void visit(StateVisitor visitor, String name, IntPredicate common) {
        for (int tensor = 0; tensor < arrays.length; tensor++) {
            StateVisitor scope = common.test(tensor) ? visitor.scope(name) : visitor.privately(name);
            scope.floats(Integer.toString(tensor), arrays[tensor], arrays[tensor].byteSize() / Float.BYTES);
        }
    }
}
