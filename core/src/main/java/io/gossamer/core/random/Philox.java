package io.gossamer.core.random;

/**
 * The block function Philox 4x32-10: a bijection of 128-bit counters for each 64-bit key whose values pass as random.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3, and the
 * known-answer vectors published with Random123.
 */
public final class Philox {
    static final int ROUNDS = 10;
    static final int MULTIPLIER_0 = 0xD2511F53;
    static final int MULTIPLIER_1 = 0xCD9E8D57;
    static final int KEY_STEP_0 = 0x9E3779B9;
    static final int KEY_STEP_1 = 0xBB67AE85;

    private static final long LOW_WORD = 0xFFFFFFFFL;

    private Philox() {}

    /** Writes the block of counter (c0, c1, c2, c3) under key (k0, k1) to the first four places of {@code words}. */
    public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] words) {
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (c0 & LOW_WORD) * (MULTIPLIER_0 & LOW_WORD);
            long product1 = (c2 & LOW_WORD) * (MULTIPLIER_1 & LOW_WORD);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += KEY_STEP_0;
            k1 += KEY_STEP_1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }
}
