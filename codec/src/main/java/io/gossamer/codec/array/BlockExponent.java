package io.gossamer.codec.array;

import io.gossamer.codec.bits.CorruptMessageException;

/**
 * The shared exponent of values that are stored as binary16: they are multiplied by 2^exponent, which brings the largest
 * to [2^14, 2^15), below the overflow at 65504. Multiplying by a power of two changes no significant bit.
 */
public final class BlockExponent {
    private static final int TARGET = 14;
    private static final int MINIMUM = TARGET - Float.MAX_EXPONENT;
    /** 2^128 is no float: blocks whose largest magnitude is below 2^-113 come out smaller than the target. */
    private static final int MAXIMUM = Float.MAX_EXPONENT;

    private BlockExponent() {}

    /** @param maxAbsBits the largest magnitude, finite, as float bits */
    public static int of(int maxAbsBits) {
        int exponent = Math.getExponent(Float.intBitsToFloat(maxAbsBits));
        return maxAbsBits == 0 ? 0 : Math.min(TARGET - exponent, MAXIMUM);
    }

    /** 2^exponent. */
    public static float power(int exponent) {
        return Math.scalb(1f, exponent);
    }

    /** 2^-exponent, for an exponent from the wire. */
    public static float inversePower(int exponent) throws CorruptMessageException {
        if (exponent < MINIMUM) {
            throw new CorruptMessageException("block exponent " + exponent + " below " + MINIMUM);
        }
        return Math.scalb(1f, -exponent);
    }
}
