package io.gossamer.app.archive;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.checkpoint.ArrayDescription;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory outside the Java heap for whole arrays. */
final class OffHeap {
    private OffHeap() {}

    /** @throws GossamerException naming the array, if the machine has not as much */
    static MemorySegment allocate(Arena arena, ArrayDescription array, long bytes) {
        try {
            return arena.allocate(bytes, Long.BYTES);
        } catch (OutOfMemoryError e) {
            throw new GossamerException(
                    "no memory for the %,d bytes of array '%s'".formatted(bytes, array.name()),
                    "Use a machine with more memory, or divide the array.",
                    e);
        }
    }
}
