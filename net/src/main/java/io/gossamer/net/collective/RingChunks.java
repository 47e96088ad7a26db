package io.gossamer.net.collective;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * How a ring cuts an array of {@code length} floats: into one chunk per node, the first {@code length % nodes} of them
 * one float longer; and each chunk into pieces, so that a node passes a piece on while it receives the next.
 */
record RingChunks(long length, int nodes) {
    private static final long LARGEST_PIECE = 256 << 10;
    private static final long SMALLEST_PIECE = 8 << 10;
    private static final int PIECES_PER_CHUNK = 8;

    /** The first float of a chunk. */
    long start(int chunk) {
        return chunk * (length / nodes) + Math.min(chunk, length % nodes);
    }

    /** The pieces of a chunk, as slices of the whole array. */
    List<MemorySegment> pieces(MemorySegment values, int chunk) {
        int wrapped = Math.floorMod(chunk, nodes);
        long from = start(wrapped) * Float.BYTES;
        long to = start(wrapped + 1) * Float.BYTES;
        return cut(values.asSlice(from, to - from), PIECES_PER_CHUNK);
    }

    /** Cuts bytes into at most about {@code count} pieces of a size that is worth a frame. Multiples of four bytes. */
    static List<MemorySegment> cut(MemorySegment bytes, int count) {
        long size = Math.clamp(bytes.byteSize() / count, SMALLEST_PIECE, LARGEST_PIECE) & -Float.BYTES;
        List<MemorySegment> pieces = new ArrayList<>();
        for (long at = 0; at < bytes.byteSize(); at += size) {
            pieces.add(bytes.asSlice(at, Math.min(size, bytes.byteSize() - at)));
        }
        return pieces;
    }

    /** The longest piece of any array, in bytes. */
    static long largestPiece() {
        return LARGEST_PIECE;
    }
}
