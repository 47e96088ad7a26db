package io.gossamer.codec.kernel;

/** One number to and from IEEE binary16, with finite numbers only: see {@link ArrayKernels#toFloat16}. */
public final class Float16Bits {
    /**
     * The largest half that is used, 32752, and the float of the same value. Numbers that a shared exponent has brought
     * below 2^15 may not round up to it: back at the top of the range of float32 that would be infinity.
     */
    public static final int MAX_VALUE = 0x77FF;

    static final int MAX_VALUE_FLOAT = 0x46FFE000;
    /** 2^-14, the smallest normal half, as float bits: its exponent is also that of all subnormal halves. */
    static final int MIN_NORMAL_FLOAT = 0x38800000;
    /** The exponent bits of a float. */
    static final int EXPONENT = 0x7F800000;
    /** Adding 2^(e + 13) to a float of exponent e leaves the significant bits of a half of that exponent, rounded. */
    static final int MAGIC = 13 << 23;
    /** From the exponent of a float made of a half's bits to the half's own: 127 - 15. */
    static final float REBIAS = 0x1p112f;

    private Float16Bits() {}

    /** The nearest half, ties to even; magnitudes above 32752, and NaN, become 32752. */
    public static int round(float value) {
        int bits = Float.floatToRawIntBits(value);
        int magnitude = Math.min(bits & 0x7FFFFFFF, MAX_VALUE_FLOAT);
        int exponent = Math.max(magnitude & EXPONENT, MIN_NORMAL_FLOAT);
        int magic = exponent + MAGIC;
        float aligned = Float.intBitsToFloat(magnitude) + Float.intBitsToFloat(magic);
        int significand = Float.floatToRawIntBits(aligned) - magic;
        // The leading bit of a normal significand counts the exponent up by the one that is missing here.
        return significand + (exponent - MIN_NORMAL_FLOAT >>> 13) | bits >>> 16 & 0x8000;
    }

    /** The float of the same value; the patterns of infinity and NaN read as the finite numbers that follow 65504. */
    public static float widen(int half) {
        return Float.intBitsToFloat((half & 0x8000) << 16 | (half & 0x7FFF) << 13) * REBIAS;
    }
}
