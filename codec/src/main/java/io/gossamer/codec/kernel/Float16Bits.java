package io.gossamer.codec.kernel;

/** One number to and from IEEE binary16, with finite numbers only: see {@link ArrayKernels#toFloat16}. */
public final class Float16Bits {
    /**
     * The largest half that is used, 32752, and the float of the same value. Numbers that a shared exponent has brought
     * below 2^15 may not round up to it: back at the top of the range of float32 that would be infinity.
     */
    public static final int MAX_VALUE = 0x77FF;

    static final int MAX_VALUE_FLOAT = 0x46FFE000;
    /** 2^-14, the smallest normal half, as float bits. */
    static final int MIN_NORMAL_FLOAT = 0x38800000;
    /** From the bias of a half's exponent to that of a float, in place in a float. */
    static final int REBIAS = (127 - 15) << 23;
    /** The float whose unit in the last place is that of subnormal halves, 2^-24. */
    static final int SUBNORMAL_MAGIC = 0x3F000000;

    private Float16Bits() {}

    /** The nearest half, ties to even; magnitudes above 32752, and NaN, become 32752. */
    public static int round(float value) {
        int bits = Float.floatToRawIntBits(value);
        int magnitude = Math.min(bits & 0x7FFFFFFF, MAX_VALUE_FLOAT);
        int half;
        if (magnitude < MIN_NORMAL_FLOAT) {
            // The adder of the processor rounds at the right bit.
            float aligned = Float.intBitsToFloat(magnitude) + Float.intBitsToFloat(SUBNORMAL_MAGIC);
            half = Float.floatToRawIntBits(aligned) - SUBNORMAL_MAGIC;
        } else {
            half = magnitude - REBIAS + 0xFFF + (magnitude >>> 13 & 1) >>> 13;
        }
        return half | bits >>> 16 & 0x8000;
    }

    /** The float of the same value; the patterns of infinity and NaN read as the finite numbers that follow 65504. */
    public static float widen(int half) {
        int magnitude = (half & 0x7FFF) << 13;
        float wide = magnitude < 1 << 23
                ? Float.intBitsToFloat(magnitude + MIN_NORMAL_FLOAT) - Float.intBitsToFloat(MIN_NORMAL_FLOAT)
                : Float.intBitsToFloat(magnitude + REBIAS);
        return Float.intBitsToFloat(Float.floatToRawIntBits(wide) | (half & 0x8000) << 16);
    }
}
