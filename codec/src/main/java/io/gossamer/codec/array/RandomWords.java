package io.gossamer.codec.array;

import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Random words for rounding the values of a block, one word for four of them: the quarters of the block take the same words,
 * each turned by 8 bits more. Every value so sees a word of 32 uniform bits, and unbiasedness and the variance, a sum over
 * the elements, depend on no more than that; the roundings of the four that share a word are independent but for one in
 * 256, where the first 8 bits do not decide.
 */
final class RandomWords {
    private static final int SHARING = 4;
    private static final int TURN = Integer.SIZE / SHARING;

    /** Words drawn at a time: they stay in the first-level cache. */
    private static final int AT_ONCE = 2048;

    private final RandomStream random;
    private final MemorySegment words;
    private final int capacity;
    private int used;

    /**
     * @param block the most values at a time
     * @param elements of all blocks together
     */
    RandomWords(RandomStream random, int block, long elements, Arena arena) {
        this.random = random;
        capacity = Math.max(words((int) Math.min(block, elements)), (int) Math.min(elements / SHARING, AT_ONCE));
        used = capacity;
        words = arena.allocate((long) capacity * Integer.BYTES, Long.BYTES);
    }

    /** How many words a block needs, a whole number of eight. */
    private static int words(int count) {
        return Math.ceilDiv(Math.ceilDiv(count, SHARING), Byte.SIZE) * Byte.SIZE;
    }

    /** What is done with values {@code first} to {@code first + count} of the block, and words from an offset on. */
    interface Body {
        void accept(int first, int count, MemorySegment words, long offset, int turn);
    }

    /** Hands on the words of a block for each quarter of it. */
    void each(int count, Body body) {
        int quarter = words(count);
        if (quarter > capacity - used) {
            random.fillInts(words);
            used = 0;
        }
        for (int number = 0, first = 0; first < count; number++, first += quarter) {
            int size = Math.min(quarter, count - first);
            body.accept(first, size, words, (long) used * Integer.BYTES, number * TURN);
        }
        used += quarter;
    }
}
