package io.gossamer.net.collective;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** How the pieces of an array pass from node to node in an operation. */
interface Passage<E extends Exception> {
    /** Overwrites a piece with what a node contributes to it. */
    void take(Neighbour<E> from, MemorySegment piece) throws E, InterruptedException;

    /** Passes on a contribution. The piece stays in use until it has left. */
    void contribute(MemorySegment piece, List<Neighbour<E>> to) throws E, InterruptedException;

    /** Passes on a result that was made here. Afterwards the piece is what all nodes have. */
    void publish(MemorySegment piece, List<Neighbour<E>> to) throws E, InterruptedException;

    /** Overwrites a piece with a result that was made elsewhere, and passes it on. */
    void relay(Neighbour<E> from, MemorySegment piece, List<Neighbour<E>> to) throws E, InterruptedException;
}
