package io.gossamer.codec.entropy;

import java.util.Arrays;

/**
 * Contexts of binary decisions, each with its own estimate of the probability of a zero, which moves towards what
 * happens by a fixed share of the distance. Sender and receiver each keep their own and feed them the same decisions.
 */
public final class AdaptiveBits {
    static final int BITS = 16;

    private static final int HALF = 1 << BITS - 1;

    private final int rate;
    private final int[] zeros;

    /**
     * @param contexts how many
     * @param rate after each decision the estimate moves by 2^-rate of the distance, 1 to 10: slower is steadier
     */
    public AdaptiveBits(int contexts, int rate) {
        if (rate < 1 || rate > 10) {
            throw new IllegalArgumentException("rate " + rate + " is not within 1 and 10");
        }
        this.rate = rate;
        this.zeros = new int[contexts];
        Arrays.fill(zeros, HALF);
    }

    /** The probability of a zero in 2^-16, never 0 nor 2^16. */
    int zero(int context) {
        return zeros[context];
    }

    /** Moves the estimate; it ends 2^rate - 1 short of either end. */
    void saw(int context, int bit) {
        int p = zeros[context];
        zeros[context] = bit == 0 ? p + ((1 << BITS) - p >> rate) : p - (p >> rate);
    }
}
