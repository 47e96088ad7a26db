package io.gossamer.codec.entropy;

import java.lang.foreign.MemorySegment;

/** Counts of the bytes coded so far, the latest ones weighing most. Sender and receiver keep the same. */
final class FollowingCounts {
    private final long[] counts = new long[FrequencyTable.SYMBOLS];

    FrequencyTable table() {
        long[] plusOne = new long[counts.length];
        for (int symbol = 0; symbol < counts.length; symbol++) {
            plusOne[symbol] = counts[symbol] + 1;
        }
        return FrequencyTable.of(plusOne);
    }

    void add(MemorySegment block) {
        long[] more = ByteCounts.of(block);
        for (int symbol = 0; symbol < counts.length; symbol++) {
            counts[symbol] = (counts[symbol] + more[symbol] + 1) / 2;
        }
    }
}
