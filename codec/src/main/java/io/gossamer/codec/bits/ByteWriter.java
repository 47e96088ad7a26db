package io.gossamer.codec.bits;

import java.lang.foreign.MemorySegment;

/** Appends little-endian values to a growing off-heap buffer that is reused from message to message. */
public final class ByteWriter implements AutoCloseable {
    /** What was written so far; valid until the next write. */
    public MemorySegment written() {
        throw new AssertionError("contract");
    }

    public long position() {
        throw new AssertionError("contract");
    }

    /** Forgets what was written and keeps the memory. */
    public void clear() {
        throw new AssertionError("contract");
    }

    @Override
    public void close() {
        throw new AssertionError("contract");
    }
}
