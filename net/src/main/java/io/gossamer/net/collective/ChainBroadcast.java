package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.collective.RingSum.Neighbour;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;

/** Passes an array piece by piece from each node to the next, so that nobody uploads more than its bytes once. */
final class ChainBroadcast {
    private static final int PIECES = 16;

    private ChainBroadcast() {}

    /**
     * Overwrites this node's bytes with those of {@code root}. What was queued may still have to leave.
     *
     * @param kind what the bytes count as
     * @param number of the operation
     */
    static <E extends Exception> void pass(
            MemorySegment bytes,
            int root,
            Kind kind,
            int number,
            int rank,
            int size,
            Neighbour<E> next,
            Neighbour<E> previous)
            throws E, InterruptedException {
        boolean first = rank == root;
        boolean last = (rank + 1) % size == root;
        for (MemorySegment piece : RingChunks.cut(bytes, PIECES)) {
            if (!first) {
                previous.receive(Tag.BROADCAST, number, piece);
            }
            if (!last) {
                next.queue(Frame.of(Tag.BROADCAST, number, kind, piece.byteSize()), piece);
            }
        }
    }
}
