package io.gossamer.model.data;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/**
 * Which examples make the batch of a step. A node walks through its share in a fresh random order each epoch, and the
 * epochs follow each other without a gap: batch {@code s} holds the elements {@code s * batchSize} and following of
 * that endless sequence, so every batch is full, also where the share is no multiple of the batch or smaller than it.
 *
 * <p>The batch is a function of (seed, node, step) alone; a resumed run needs no state from here. The permutation last
 * used is kept as a cache. For use by one thread.
 */
public final class BatchOrder {
    private final long seed;
    private final int node;
    private final int[] share;
    private final int batchSize;

    private long cachedEpoch = -1;
    private int[] cachedPermutation = new int[0];

    /**
     * @param node number of the worker, part of the key
     * @param share indices of the node's examples, not empty
     * @param batchSize examples per step on this node
     */
    public BatchOrder(long seed, int node, int[] share, int batchSize) {
        if (share.length == 0 || batchSize < 1) {
            throw new IllegalArgumentException("no batches of %d from %d examples".formatted(batchSize, share.length));
        }
        this.seed = seed;
        this.node = node;
        this.share = share.clone();
        this.batchSize = batchSize;
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
            indices[i] = share[permutation(position / share.length)[(int) (position % share.length)]];
        }
        return indices;
    }

    /** Steps in which the node sees each of its examples once, on average. */
    public double stepsPerEpoch() {
        return (double) share.length / batchSize;
    }

    private int[] permutation(long epoch) {
        if (epoch != cachedEpoch) {
            cachedPermutation =
                    RandomStream.of(seed, Purpose.BATCH_ORDER, node, epoch, 0).permutation(share.length);
            cachedEpoch = epoch;
        }
        return cachedPermutation;
    }
}
