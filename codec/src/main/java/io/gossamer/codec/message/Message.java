package io.gossamer.codec.message;

import java.lang.foreign.MemorySegment;

/** A validated frame and how its bytes split by kind. */
public final class Message {
    /** The whole frame, header and checksum included. */
    public MemorySegment bytes() {
        throw new AssertionError("contract");
    }

    /** How many of its bytes are of that kind; the three kinds sum to the frame's length. */
    public long bytes(Kind kind) {
        throw new AssertionError("contract");
    }
}
