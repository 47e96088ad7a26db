package io.gossamer.train.exchange;

import io.gossamer.codec.message.Votes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Votes as elements of a float32 array that is summed over the nodes: behind what is summed, how many vote for each. */
final class CountedVotes {
    /** How many elements they take. */
    static final int ELEMENTS = 2;

    static final long BYTES = (long) ELEMENTS * Float.BYTES;

    private CountedVotes() {}

    static void put(Votes votes, MemorySegment array, long at) {
        array.set(ValueLayout.JAVA_FLOAT, at, votes.stop() ? 1 : 0);
        array.set(ValueLayout.JAVA_FLOAT, at + Float.BYTES, votes.admit() ? 1 : 0);
    }

    /** What any node votes for; the sums may have been scaled. */
    static Votes of(MemorySegment array, long at) {
        return new Votes(
                array.get(ValueLayout.JAVA_FLOAT, at) > 0, array.get(ValueLayout.JAVA_FLOAT, at + Float.BYTES) > 0);
    }
}
