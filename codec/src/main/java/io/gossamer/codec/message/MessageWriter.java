package io.gossamer.codec.message;

import io.gossamer.codec.array.Codec;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Builds one frame: a header (magic, version, type, sender, step, section count, length), the sections, one CRC32C.
 * A section is one tensor: its number in the layout, element count, codec specification by number, kind, coded bytes.
 * The format is documented byte by byte in this package's description.
 */
public final class MessageWriter implements AutoCloseable {
    /** Starts a frame and forgets the one before. */
    public MessageWriter begin(int sender, long step) {
        throw new AssertionError("contract");
    }

    /** Adds a tensor coded by {@code codec}. */
    public void section(int tensor, Kind kind, Codec codec, MemorySegment values, RandomStream random) {
        throw new AssertionError("contract");
    }

    /** Adds the chosen elements of a tensor of {@code length} elements. */
    public void section(
            int tensor,
            Kind kind,
            io.gossamer.codec.sparse.SparseCodec codec,
            io.gossamer.codec.sparse.SparseVector chosen,
            long length) {
        throw new AssertionError("contract");
    }

    /** Closes the frame; its bytes are valid until the next {@link #begin}. */
    public Message end() {
        throw new AssertionError("contract");
    }

    @Override
    public void close() {
        throw new AssertionError("contract");
    }
}
