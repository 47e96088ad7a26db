package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The nodes of a run, joined pairwise, as one of them sees them. Every node calls the same operations in the same
 * order. An operation ends on all nodes with bit-identical results or throws {@link PeerFailureException} that names
 * the peer.
 */
public interface Group extends AutoCloseable {
    int rank();

    int size();

    World world();

    /** Sums float32 arrays element by element over all nodes, in place. Chunked, pipelined ring; direct when small. */
    void allReduceSum(MemorySegment values, Kind kind) throws InterruptedException;

    /**
     * Every node's message, by rank, this node's own included. The segments are valid until the next operation on this
     * group.
     */
    List<MemorySegment> allGather(Message message) throws InterruptedException;

    /** Overwrites {@code bytes} on all nodes with that of {@code root}. */
    void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException;

    /** Returns once every node has called it. */
    void barrier() throws InterruptedException;

    /** Every node's small vector of numbers (at most 64), by rank: votes, hashes, metrics. Counted as control. */
    long[][] exchange(long[] numbers) throws InterruptedException;

    /** For how many nanoseconds this node has been inside operations of this group so far. */
    long operatingNanos();

    /** What was written to and read from this node's sockets so far. */
    Traffic traffic();

    /**
     * Ends the group because this node cannot go on. The others' operations fail with an error that names this node and
     * {@code reason}.
     */
    void abort(String reason);

    @Override
    void close();
}
