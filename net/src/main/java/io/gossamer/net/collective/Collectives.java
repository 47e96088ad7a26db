package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.net.schedule.Selector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;

/**
 * What nodes do together with long arrays, over whatever joins them: shared by all groups. What is queued may still have
 * to leave when an operation returns. For one operation at a time.
 */
final class Collectives implements AutoCloseable {
    /**
     * The nodes of an operation as one of them sees them.
     *
     * @param at the others, by rank
     */
    record Nodes<E extends Exception>(int rank, int size, IntFunction<? extends Neighbour<E>> at) {}

    /** With fewer hops, who waits for a node that hangs is nearer to it and blames the right one. */
    private static final int MOST_TOLD_DIRECTLY = 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(ScheduleRun.SCRATCH_BYTES, 64);
    private final CodingMemory memory = new CodingMemory();
    private Selector selector = new Selector.BySize();

    /** Lets {@code chosen} pick how all-reduces go. All nodes must use the same. */
    void use(Selector chosen) {
        selector = chosen;
    }

    /** @throws IllegalArgumentException if these are no arrays of the type, to go from one into the other */
    static void requireArrays(MemorySegment source, MemorySegment target, ElementType type) {
        if (source.byteSize() % type.bytes() != 0) {
            throw new IllegalArgumentException(source.byteSize() + " bytes are no array of " + type.label());
        }
        if (source.byteSize() != target.byteSize()) {
            throw new IllegalArgumentException(
                    "A target of " + target.byteSize() + " bytes for a source of " + source.byteSize());
        }
        if (!source.equals(target) && source.asOverlappingSlice(target).isPresent()) {
            throw new IllegalArgumentException("The source overlaps the target");
        }
    }

    /** Whether an all-reduce of so many bytes goes directly from everybody to everybody. */
    boolean isDirect(long bytes, int nodes) {
        return selector.choose(bytes, nodes) == Algorithm.DIRECT;
    }

    /** Combines the nodes' sources in each one's target, which may be its source. */
    <E extends Exception> void allReduce(
            Nodes<E> nodes, int number, MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws E, InterruptedException {
        Algorithm algorithm = selector.choose(source.byteSize(), nodes.size());
        Passage<E> passage = new DensePassage<>(new Stamp(Tag.ALL_REDUCE, number, kind), algorithm == Algorithm.DIRECT);
        Schedule schedule = Schedule.allReduce(algorithm, nodes.rank(), nodes.size());
        run(nodes, schedule, reduction, passage, source, target);
    }

    /**
     * The same with what is sent in fewer bits: around the ring or through the tree, where one node makes a result for all.
     *
     * @param random for stochastic codecs
     */
    <E extends Exception> void allReduce(
            Nodes<E> nodes,
            int number,
            MemorySegment source,
            MemorySegment target,
            Reduction reduction,
            Quantiser quantiser,
            RandomStream random)
            throws E, InterruptedException {
        if (nodes.size() == 1) {
            allReduce(nodes, number, source, target, reduction, Kind.COMPRESSED);
            return;
        }
        long bytes = quantiser.maxEncodedBytes(reduction.type().elements(source));
        Algorithm chosen = selector.choose(bytes, nodes.size());
        Algorithm algorithm = chosen == Algorithm.DIRECT ? Algorithm.TREE : chosen;
        memory.forget();
        Passage<E> passage = new CodedPassage<>(
                new Stamp(Tag.ALL_REDUCE, number, Kind.COMPRESSED), quantiser, reduction.type(), random, memory);
        Schedule schedule = Schedule.allReduce(algorithm, nodes.rank(), nodes.size());
        run(nodes, schedule, reduction, passage, source, target);
    }

    /**
     * Combines the nodes' sources and leaves in each target the chunk of its node's rank.
     *
     * @return that chunk
     */
    <E extends Exception> MemorySegment reduceScatter(
            Nodes<E> nodes, int number, MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws E, InterruptedException {
        Passage<E> passage = new DensePassage<>(new Stamp(Tag.REDUCE_SCATTER, number, kind), false);
        run(nodes, Schedule.reduceScatter(nodes.rank(), nodes.size()), reduction, passage, source, target);
        long width = reduction.type().bytes();
        Chunks chunks = new Chunks(target.byteSize() / width, nodes.size());
        return target.asSlice(chunks.start(nodes.rank()) * width, chunks.size(nodes.rank()) * width);
    }

    /** Completes an array of which each node brings the chunk of its rank. */
    <E extends Exception> void allGather(Nodes<E> nodes, int number, MemorySegment values, ElementType type, Kind kind)
            throws E, InterruptedException {
        Passage<E> passage = new DensePassage<>(new Stamp(Tag.ALL_GATHER, number, kind), false);
        // Nothing is combined, whatever the operator.
        Reduction copies = new Reduction(type, Operator.MAX);
        run(nodes, Schedule.allGather(nodes.rank(), nodes.size()), copies, passage, values, values);
    }

    /** Overwrites all nodes' bytes with the root's: short ones directly or down a tree, long ones along a chain. */
    <E extends Exception> void broadcast(Nodes<E> nodes, int number, MemorySegment bytes, int root, Kind kind)
            throws E, InterruptedException {
        Passage<E> passage = new DensePassage<>(new Stamp(Tag.BROADCAST, number, kind), false);
        Schedule schedule = broadcast(bytes.byteSize(), root, nodes.rank(), nodes.size());
        run(nodes, schedule, Reduction.BYTES, passage, bytes, bytes);
    }

    private static Schedule broadcast(long bytes, int root, int rank, int size) {
        if (bytes > Algorithm.LARGEST_DIRECT) {
            return Schedule.broadcastAlongChain(root, rank, size);
        }
        return size <= MOST_TOLD_DIRECTLY
                ? Schedule.broadcastDirectly(root, rank, size)
                : Schedule.broadcastDownTree(root, rank, size);
    }

    private <E extends Exception> void run(
            Nodes<E> nodes,
            Schedule schedule,
            Reduction reduction,
            Passage<E> passage,
            MemorySegment source,
            MemorySegment target)
            throws E, InterruptedException {
        new ScheduleRun<>(schedule, reduction, nodes.size(), passage, nodes.at(), scratch).run(source, target);
    }

    @Override
    public void close() {
        memory.close();
        arena.close();
    }
}
