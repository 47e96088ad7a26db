package io.gossamer.net.schedule;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * One node's part in a collective operation. Nodes that carry out their steps in order, each waiting only for what it
 * takes, never wait for each other in a circle, provided that what is passed on waits in a queue and not in the way.
 *
 * @param node whose part
 * @param chunks into how many the array is cut, see {@link Chunks}
 * @param pieces into how many pieces a chunk is worth cutting, so that a node passes one on while it takes the next; 1
 *     where nothing is passed on
 * @param steps in their order, made as they are read
 */
public record Schedule(int node, int chunks, int pieces, List<Step> steps) {
    /** The longest piece, in bytes. */
    public static final long LARGEST_PIECE = 256 << 10;

    private static final long SMALLEST_PIECE = 8 << 10;

    /** Pieces end where elements do. */
    private static final long ALIGNMENT = Long.BYTES;

    /** Combines what all nodes bring; all have the result. */
    public static Schedule allReduce(Algorithm algorithm, int node, int nodes) {
        requireNode(node, nodes);
        return switch (algorithm) {
            case RING -> new RingOrder(node, nodes).allReduce();
            case TREE -> new BinomialTree(node, nodes, 0).allReduce();
            case DIRECT -> direct(node, nodes);
        };
    }

    /**
     * Combines what all nodes bring; each node has the chunk of its own number of the result. Around the ring, chunk c is
     * combined in the order c + 1, c + 2, ..., c.
     */
    public static Schedule reduceScatter(int node, int nodes) {
        requireNode(node, nodes);
        return new RingOrder(node, nodes).reduceScatter();
    }

    /** Each node brings the chunk of its own number; all have all chunks. Around the ring. */
    public static Schedule allGather(int node, int nodes) {
        requireNode(node, nodes);
        return new RingOrder(node, nodes).allGather();
    }

    /**
     * All have what {@code root} brings. From each node to the next, so that nobody sends the array more than once: for
     * long arrays, which are there piece by piece.
     */
    public static Schedule broadcastAlongChain(int root, int node, int nodes) {
        requireNode(root, nodes);
        requireNode(node, nodes);
        return new RingOrder(node, nodes).broadcast(root);
    }

    /** All have what {@code root} brings, which tells each of them itself: for short arrays and few nodes. */
    public static Schedule broadcastDirectly(int root, int node, int nodes) {
        requireNode(root, nodes);
        requireNode(node, nodes);
        List<Integer> others = lazily(nodes - 1, i -> (root + 1 + i) % nodes);
        Step step = node == root
                ? new Step(0, List.of(root), others, Step.Content.RESULT)
                : new Step(0, List.of(root), List.of(), Step.Content.COPY);
        return new Schedule(node, 1, 1, List.of(step));
    }

    /** All have what {@code root} brings, after at most ceil(log2 nodes) hops. */
    public static Schedule broadcastDownTree(int root, int node, int nodes) {
        requireNode(root, nodes);
        requireNode(node, nodes);
        return new BinomialTree(node, nodes, root).broadcast();
    }

    /** The length of all pieces of a chunk but the last: about as many as asked for, and worth a frame each. */
    public long pieceBytes(long chunkBytes) {
        return Math.clamp(chunkBytes / pieces, SMALLEST_PIECE, LARGEST_PIECE) & -ALIGNMENT;
    }

    /** How many elements the node sends in all if the array has so many. */
    public long elementsSent(long length) {
        Chunks cut = new Chunks(length, chunks);
        return steps.stream()
                .mapToLong(step -> cut.size(step.chunk()) * step.to().size())
                .sum();
    }

    /** How many chunks the node passes on, the empty ones included. */
    public long messagesSent() {
        return steps.stream().mapToLong(step -> step.to().size()).sum();
    }

    /** Everybody tells all to everybody and combines it in the order of the nodes' numbers. */
    private static Schedule direct(int node, int nodes) {
        List<Integer> others = lazily(nodes - 1, i -> (node + 1 + i) % nodes);
        Step told = new Step(0, List.of(node), others, Step.Content.CONTRIBUTION);
        Step heard = new Step(0, lazily(nodes, i -> i), List.of(), Step.Content.RESULT);
        return new Schedule(node, 1, 1, List.of(told, heard));
    }

    private static void requireNode(int node, int nodes) {
        if (node < 0 || node >= nodes) {
            throw new IllegalArgumentException("Node " + node + " of " + nodes);
        }
    }

    /** A ring of a thousand nodes has two million steps in all: they are made when they are looked at. */
    static <T> List<T> lazily(int size, IntFunction<T> element) {
        return new LazyList<>(size, element);
    }

    private static final class LazyList<T> extends AbstractList<T> implements RandomAccess {
        private final int size;
        private final IntFunction<T> element;

        LazyList(int size, IntFunction<T> element) {
            this.size = size;
            this.element = element;
        }

        @Override
        public T get(int index) {
            return element.apply(Objects.checkIndex(index, size));
        }

        @Override
        public int size() {
            return size;
        }
    }
}
