package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The nodes of a run, joined pairwise, as one of them sees them. Every node calls the same operations in the same
 * order; one task at a time may be inside an operation, which ends with bit-identical results on all nodes.
 *
 * <p>What happens when a node is lost is the group's kind. A {@link MeshGroup} has fixed members: every operation fails
 * with a {@link PeerFailureException} that names the peer that is to blame, the group is of no further use, and what an
 * operation was to overwrite is undefined. An {@link ElasticGroup} goes on with those who are left, so ranks and size may
 * change with every operation: what a result is made of is told by {@link #contributors}.
 *
 * <p>Segments must be accessible from any thread (a shared, automatic or global arena) and stay alive until the call
 * returns; native ones are not copied.
 */
public interface Group extends AutoCloseable {
    /** This node's place among the members of now. */
    int rank();

    /** How many members there are now. */
    int size();

    /** This node's number, which it keeps however the members change; where they are fixed, its rank in the whole group. */
    int number();

    /** The numbers of the members of now, in the order of ranks. */
    List<Integer> members();

    /** The numbers of those whose contributions the last operation counted, in the order of its results. */
    List<Integer> contributors();

    /** Whether the members may change during the run. */
    boolean elastic();

    World world();

    /**
     * Sums float32 arrays element by element over all nodes, in place. Up to 16 KiB every node sends all to every other
     * and adds in the order of ranks. Above, the array goes around a ring in {@code size} chunks, of which chunk c is
     * added up in the order c, c + 1, ... of ranks; each node then sends 2 (size - 1) / size of the bytes.
     *
     * @param values float32 in native byte order, equally long on all nodes
     * @param kind what the bytes count as
     * @return how many nodes' arrays were summed
     */
    int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException;

    /**
     * Every contributor's message, this node's own included, in the order of ranks. The segments are valid until the next
     * operation on this group.
     */
    List<MemorySegment> allGather(Message message) throws InterruptedException;

    /**
     * Says something else to each node and hears what each says to this one: an all-to-all.
     *
     * @param messages one for each rank, with memory of its own; that for this rank is handed back
     * @return what the others say to this node, by rank; valid until the next operation on this group
     * @throws ViewChangedException if the members change in its midst: the messages were made for those of before
     */
    List<MemorySegment> allToAll(List<Message> messages) throws InterruptedException;

    /**
     * Overwrites {@code bytes} on all nodes with that of {@code root}; they are equally long everywhere.
     *
     * @param root a rank
     * @throws ViewChangedException if the members change in its midst; {@code bytes} is then undefined but on the root
     */
    void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException;

    /** Returns once every node has called it. */
    void barrier() throws InterruptedException;

    /** Every contributor's small vector of numbers (at most 64): votes, hashes, metrics. Counted as control. */
    long[][] exchange(long... numbers) throws InterruptedException;

    /** Whether somebody waits to come in, as far as this node has heard; others may not have heard of it yet. */
    boolean somebodyWaits();

    /**
     * Lets in those who wait; all nodes call this at the same place.
     *
     * @return whether somebody came in; never where members are fixed
     */
    boolean admit() throws InterruptedException;

    /**
     * Says that another node cannot be worked with, since it says what cannot be. Where members are fixed that ends the
     * group for all, with an error that names it. Otherwise it is suspected, and the operations go on, with it over a new
     * connection or without it.
     *
     * @param number of the other
     * @param reason what it did, to follow its name
     * @throws PeerFailureException where members are fixed
     */
    void accuse(int number, String reason) throws InterruptedException;

    /**
     * Cuts this group into parts, each a group of its own over the same connections, in which ranks follow those here.
     * Who is in which part all know, so nothing is said. All nodes call it at the same place in their programs; a part
     * cannot be cut again.
     *
     * <p>Frames say which group they belong to. Operations of two groups may be under way at once if no two nodes are in
     * both: so those of the rows of a grid beside those of its columns. What a part sends is counted in this group's
     * traffic as well; a failure in it ends all, and names whoever is to blame by its number here. Closing this group
     * closes its parts.
     *
     * @param partOf the part of a rank, the same function on all nodes
     * @return the part that this node is in
     * @throws io.gossamer.core.failure.GossamerException if members come and go
     */
    Group split(IntUnaryOperator partOf);

    /** For how many nanoseconds this node has been inside operations of this group so far, those of its parts not counted. */
    long operatingNanos();

    /** What was written to and read from this node's connections to its peers so far. */
    Traffic traffic();

    /**
     * Ends the group because this node cannot go on. The others' operations fail with an error that names this node and
     * {@code reason}.
     */
    void abort(String reason);

    /** Says goodbye and closes all connections; what this node sent before still arrives. */
    @Override
    void close();
}
