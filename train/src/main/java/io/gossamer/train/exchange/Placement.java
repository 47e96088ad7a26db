package io.gossamer.train.exchange;

import java.util.stream.IntStream;

/**
 * Who lives where: learners (clients of a federation, nodes of a decentralised network), shared out among workers in
 * contiguous stretches that differ by one at most.
 *
 * @param learners how many there are
 * @param workers how many they are shared out among
 */
public record Placement(int learners, int workers) {
    /** The rank of the worker where a learner lives. */
    public int home(int learner) {
        return (int) ((long) learner * workers / learners);
    }

    /** The learners of one worker, in ascending order. */
    public int[] residents(int rank) {
        return IntStream.range(first(rank), first(rank + 1)).toArray();
    }

    /** The first learner whose home is that worker or a later one. */
    private int first(int rank) {
        return Math.toIntExact(Math.ceilDiv((long) rank * learners, workers));
    }
}
