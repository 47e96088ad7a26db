package io.gossamer.train.schedule;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Who takes part in a round: a uniform sample without replacement, the same for everybody who knows the seed.
 *
 * @param nodes how many there are
 * @param size how many take part, 1 to {@code nodes}
 * @param purpose of the draws
 */
public record NodeSample(int nodes, int size, long seed, Purpose purpose) {
    private static final int EVERY_NODE = -1;

    public NodeSample {
        if (size < 1 || size > nodes) {
            throw new IllegalArgumentException("a sample of " + size + " of " + nodes + " nodes");
        }
    }

    /** All nodes, always. */
    public static NodeSample all(int nodes) {
        return new NodeSample(nodes, nodes, 0, Purpose.PARTICIPATION);
    }

    /** The nodes of a round in ascending order. */
    public int[] of(long round) {
        if (size == nodes) {
            return IntStream.range(0, nodes).toArray();
        }
        int[] order = RandomStream.of(seed, purpose, EVERY_NODE, round, 0).permutation(nodes);
        int[] sample = Arrays.copyOf(order, size);
        Arrays.sort(sample);
        return sample;
    }

    public boolean includes(int node, long round) {
        return Arrays.binarySearch(of(round), node) >= 0;
    }
}
