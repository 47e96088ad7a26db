package io.gossamer.net.collective;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Pieces as they are, in the sender's byte order.
 *
 * @param atOnce whether contributions are so small that they need not wait in a queue
 */
record DensePassage<E extends Exception>(Stamp stamp, boolean atOnce) implements Passage<E> {
    @Override
    public void take(Neighbour<E> from, MemorySegment piece) throws E, InterruptedException {
        from.receive(stamp.tag(), stamp.number(), piece);
    }

    @Override
    public void contribute(MemorySegment piece, List<Neighbour<E>> to) throws E, InterruptedException {
        for (Neighbour<E> neighbour : to) {
            if (atOnce) {
                neighbour.sendNow(stamp.frame(piece), piece);
            } else {
                neighbour.queue(stamp.frame(piece), piece);
            }
        }
    }

    @Override
    public void publish(MemorySegment piece, List<Neighbour<E>> to) throws InterruptedException {
        for (Neighbour<E> neighbour : to) {
            neighbour.queue(stamp.frame(piece), piece);
        }
    }

    @Override
    public void relay(Neighbour<E> from, MemorySegment piece, List<Neighbour<E>> to) throws E, InterruptedException {
        take(from, piece);
        publish(piece, to);
    }
}
