package io.gossamer.codec.array;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.entropy.Elias;

/** Elias gamma codes in a register, low bits first: see {@link Elias}. */
final class EliasCode {
    private EliasCode() {}

    static int gammaLength(int value) {
        return 2 * lowBits(value) + 1;
    }

    static long gamma(int value) {
        int low = lowBits(value);
        return 1L << low | (long) (value ^ 1 << low) << low + 1;
    }

    /** The number whose code starts a word; something else if that is not all within 31 bits. */
    static int value(int word) {
        int low = Integer.numberOfTrailingZeros(word);
        return 1 << low | word >>> low + 1 & (1 << low) - 1;
    }

    private static int lowBits(int value) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value);
    }

    /** A magnitude from 1 on, behind its sign: 1 for negative. */
    static int readSigned(BitReader in, int levels) throws CorruptMessageException {
        boolean negative = in.read(1) == 1;
        int magnitude = (int) Elias.readGamma(in, levels);
        return negative ? -magnitude : magnitude;
    }
}
