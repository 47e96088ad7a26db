package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;

/**
 * The ring of Patarasuk and Yuan ("Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009): in the
 * first size - 1 steps each chunk travels once around and collects its sum, starting at the node of its number; in the next,
 * the sums travel. Every piece that came in goes out again at once, except where its journey ends.
 *
 * @param scratch for one piece
 */
record RingSum(FloatSum sum, MemorySegment scratch) {
    /**
     * A node next to this one in the ring.
     *
     * @param <E> what is thrown if it fails
     */
    interface Neighbour<E extends Exception> {
        /** Queues a frame, whose payload stays in use until it has left. */
        void queue(Frame frame, MemorySegment payload) throws InterruptedException;

        /** Receives the frame of an operation whose payload is as long as {@code target}. */
        void receive(Tag tag, int sequence, MemorySegment target) throws E, InterruptedException;
    }

    /**
     * Sums the nodes' values in place. What was queued may still have to leave.
     *
     * @param kind what the bytes count as
     * @param number of the operation
     */
    <E extends Exception> void reduce(
            MemorySegment values, Kind kind, int number, int rank, int size, Neighbour<E> next, Neighbour<E> previous)
            throws E, InterruptedException {
        RingChunks chunks = new RingChunks(values.byteSize() / Float.BYTES, size);
        for (MemorySegment piece : chunks.pieces(values, rank)) {
            next.queue(Frame.of(Tag.ALL_REDUCE, number, kind, piece.byteSize()), piece);
        }
        for (int step = 1; step < size; step++) {
            for (MemorySegment piece : chunks.pieces(values, rank - step)) {
                MemorySegment incoming = scratch.asSlice(0, piece.byteSize());
                previous.receive(Tag.ALL_REDUCE, number, incoming);
                sum.add(piece, incoming);
                next.queue(Frame.of(Tag.ALL_REDUCE, number, kind, piece.byteSize()), piece);
            }
        }
        for (int step = 0; step < size - 1; step++) {
            for (MemorySegment piece : chunks.pieces(values, rank - step)) {
                previous.receive(Tag.ALL_REDUCE, number, piece);
                if (step < size - 2) {
                    next.queue(Frame.of(Tag.ALL_REDUCE, number, kind, piece.byteSize()), piece);
                }
            }
        }
    }
}
