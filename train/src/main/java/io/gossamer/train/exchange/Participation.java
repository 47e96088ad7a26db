package io.gossamer.train.exchange;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which nodes take part in a step: a uniform sample without replacement, the same for everybody who knows the seed.
 *
 * @param nodes how many there are
 * @param size how many take part, 1 to {@code nodes}
 */
public record Participation(int nodes, int size, long seed) {
    private static final int EVERY_NODE = -1;

    public Participation {
        if (size < 1 || size > nodes) {
            throw new IllegalArgumentException("a sample of " + size + " of " + nodes + " nodes");
        }
    }

    /** All nodes, always. */
    public static Participation all(int nodes) {
        return new Participation(nodes, nodes, 0);
    }

    /** The ranks of a step in ascending order. */
    public int[] of(long step) {
        if (size == nodes) {
            return IntStream.range(0, nodes).toArray();
        }
        int[] order = RandomStream.of(seed, Purpose.PARTICIPATION, EVERY_NODE, step, 0)
                .permutation(nodes);
        int[] sample = Arrays.copyOf(order, size);
        Arrays.sort(sample);
        return sample;
    }

    public boolean includes(int rank, long step) {
        return Arrays.binarySearch(of(step), rank) >= 0;
    }
}
