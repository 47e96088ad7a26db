package io.gossamer.train.recursion;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;

/**
 * Who takes part in a round: a uniform sample without replacement, the same for everybody who knows the seed.
 *
 * @param nodes how many there are
 * @param size how many take part, 1 to {@code nodes}
 * @param purpose of the draws
 */
public record NodeSample(int nodes, int size, long seed, Purpose purpose) {
    public NodeSample {
        if (size < 1 || size > nodes) {
            throw new IllegalArgumentException("a sample of " + size + " of " + nodes + " nodes");
        }
    }

    public NodeSample(int nodes, int size, long seed) {
        this(nodes, size, seed, Purpose.SHARDING);
    }

    /** All nodes, always. */
    public static NodeSample all(int nodes) {
        return new NodeSample(nodes, nodes, 0);
    }

    /** The nodes of a round in ascending order. */
    public int[] of(long round) {
        int[] order = RandomStream.of(seed, purpose, -1, round, 0).permutation(nodes);
        int[] sample = Arrays.copyOf(order, size);
        Arrays.sort(sample);
        return sample;
    }
}
