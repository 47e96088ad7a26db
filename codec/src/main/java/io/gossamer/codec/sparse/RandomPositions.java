package io.gossamer.codec.sparse;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;

/**
 * Distinct random positions that are a function of a seed, for sender and receiver alike: the first k distinct numbers
 * that {@code nextInt(n)} draws from the stream of the seed (purpose {@link Purpose#CODEC}, node -1, step and tensor 0),
 * in ascending order; where k is more than half of n, the n - k numbers drawn are those that are left out.
 *
 * <p>Draws that repeat an earlier one are skipped, so every set of k positions is equally likely.
 */
final class RandomPositions {
    /** Sorting costs less than a look at every bit of a set where one position of so many is drawn. */
    private static final int SPARSE = 512;

    private RandomPositions() {}

    static int[] ascending(long seed, int n, int k) {
        RandomStream random = RandomStream.of(seed, Purpose.CODEC, -1, 0, 0);
        if (k > n / 2) {
            return elements(drawn(random, n, n - k), n, k, true);
        }
        return k < n / SPARSE ? sorted(random, n, k) : elements(drawn(random, n, k), n, k, false);
    }

    /** By sorting; the time depends on k alone. */
    static int[] sorted(RandomStream random, int n, int k) {
        int[] positions = new int[k];
        int distinct = 0;
        while (distinct < k) {
            for (int i = distinct; i < k; i++) {
                positions[i] = random.nextInt(n);
            }
            Arrays.sort(positions);
            distinct = removeRepeated(positions);
        }
        return positions;
    }

    /** Moves the distinct ones of ascending positions to the front and returns how many there are. */
    private static int removeRepeated(int[] positions) {
        int distinct = 0;
        for (int position : positions) {
            if (distinct == 0 || position != positions[distinct - 1]) {
                positions[distinct++] = position;
            }
        }
        return distinct;
    }

    /** By a set of bits. */
    static long[] drawn(RandomStream random, int n, int k) {
        long[] set = new long[Math.ceilDiv(n, Long.SIZE)];
        for (int found = 0; found < k; ) {
            int position = random.nextInt(n);
            long bit = 1L << position;
            found += (set[position >>> 6] & bit) == 0 ? 1 : 0;
            set[position >>> 6] |= bit;
        }
        return set;
    }

    /** The k elements of a set of numbers below n, or of what it leaves out. */
    static int[] elements(long[] set, int n, int k, boolean complement) {
        int[] positions = new int[k];
        int filled = 0;
        for (int word = 0; filled < k; word++) {
            long rest = complement ? ~set[word] : set[word];
            for (; rest != 0 && filled < k; rest &= rest - 1) {
                positions[filled++] = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return positions;
    }
}
