package io.gossamer.codec.bits;

import java.lang.foreign.MemorySegment;

/** Reads little-endian values from a segment; running past its end is a checked error. */
public final class ByteReader {
    public ByteReader(MemorySegment bytes) {
        throw new AssertionError("contract " + bytes);
    }

    public long remaining() {
        throw new AssertionError("contract");
    }
}
