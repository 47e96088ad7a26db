package io.gossamer.model.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Brings the elements of arrays into memory one array at a time, for those who write more than memory holds. */
@FunctionalInterface
public interface ArrayLoader {
    /**
     * An array's elements, row-major and little-endian.
     *
     * @return memory that stays as it is until the next call
     */
    MemorySegment load(String name) throws IOException;
}
