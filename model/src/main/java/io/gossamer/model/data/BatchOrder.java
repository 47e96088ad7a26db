package io.gossamer.model.data;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.function.LongFunction;

/**
 * Which examples make the batch of a step. A node walks through its share in a fresh random order each epoch, or through
 * fresh draws, and the epochs follow each other without a gap: batch {@code s} holds the elements {@code s * batchSize} and
 * following of that endless sequence, so every batch is full, also where the share is no multiple of the batch or smaller
 * than it.
 *
 * <p>The batch is a function of (seed, node, step) alone; a resumed run needs no state from here. The epoch last used is
 * kept as a cache. For use by one thread.
 */
public final class BatchOrder {
    private final int length;
    private final LongFunction<int[]> epochs;
    private final int batchSize;

    private long cachedEpoch = -1;
    private int[] cached = new int[0];

    /**
     * @param node number of the worker, part of the key
     * @param share indices of the node's examples, not empty
     * @param batchSize examples per step on this node
     */
    public BatchOrder(long seed, int node, int[] share, int batchSize) {
        this(share.length, permutations(seed, node, share.clone()), batchSize);
    }

    /**
     * @param length examples of an epoch, at least 1
     * @param epochs the examples of an epoch by its number from 0, in order; always the same ones
     * @param batchSize examples per step on this node
     */
    BatchOrder(int length, LongFunction<int[]> epochs, int batchSize) {
        if (length == 0 || batchSize < 1) {
            throw new IllegalArgumentException("no batches of %d from %d examples".formatted(batchSize, length));
        }
        this.length = length;
        this.epochs = epochs;
        this.batchSize = batchSize;
    }

    private static LongFunction<int[]> permutations(long seed, int node, int[] share) {
        return epoch -> {
            int[] order =
                    RandomStream.of(seed, Purpose.BATCH_ORDER, node, epoch, 0).permutation(share.length);
            for (int i = 0; i < order.length; i++) {
                order[i] = share[order[i]];
            }
            return order;
        };
    }

    /** The indices of the examples of step {@code step}, counted from 0. */
    public int[] batch(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step);
        }
        int[] indices = new int[batchSize];
        long first = Math.multiplyExact(step, batchSize);
        for (int i = 0; i < batchSize; i++) {
            long position = first + i;
            indices[i] = epoch(position / length)[(int) (position % length)];
        }
        return indices;
    }

    /** Steps of an epoch, in which the node sees each of its examples once, on average. */
    public double stepsPerEpoch() {
        return (double) length / batchSize;
    }

    private int[] epoch(long epoch) {
        if (epoch != cachedEpoch) {
            cached = epochs.apply(epoch);
            cachedEpoch = epoch;
        }
        return cached;
    }
}
