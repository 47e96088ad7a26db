package io.gossamer.model.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Moves whole segments, off-heap or of a byte array, between memory and a file, whatever their size and however little
 * a call transfers.
 */
public final class ChannelTransfer {
    /** Of one call; a byte buffer holds less than 2 GiB. */
    private static final long CHUNK = 16 << 20;

    private ChannelTransfer() {}

    /**
     * Fills the segment with the file's bytes from {@code position} on.
     *
     * @throws EOFException if the file ends before
     */
    public static void readFully(FileChannel channel, long position, MemorySegment target) throws IOException {
        for (long from = 0; from < target.byteSize(); from += CHUNK) {
            ByteBuffer bytes = chunk(target, from);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position + from + bytes.position()) < 0) {
                    throw new EOFException("the file ends at byte " + channel.size());
                }
            }
        }
    }

    /** Appends the segment where the channel stands. */
    public static void writeFully(FileChannel channel, MemorySegment source) throws IOException {
        for (long from = 0; from < source.byteSize(); from += CHUNK) {
            ByteBuffer bytes = chunk(source, from);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static ByteBuffer chunk(MemorySegment segment, long from) {
        return segment.asSlice(from, Math.min(CHUNK, segment.byteSize() - from)).asByteBuffer();
    }
}
