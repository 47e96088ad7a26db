package io.gossamer.core.random;

/**
 * The inverse of the standard normal distribution function at the middle of one of 2^32 equal steps. Bit 31 of the word
 * is the sign, the other 31 bits say how far out. The form follows Giles, "Approximating the erfinv function", GPU
 * Computing Gems Jade Edition, 2011: with x = 1 - 2p for the tail probability p and w = -log(1 - x^2), the value is x
 * times a function of w that is smooth near 0 and of sqrt(w) that is smooth further out. The polynomials are our own
 * minimax fits in relative error.
 *
 * <p>All arithmetic is float32 +, -, x, square root and fused multiply-add, each of which IEEE 754 rounds in one way
 * only. The relative error is at most 3.3e-7 (5.5e-8 in the root mean square); the largest magnitude is 6.338.
 */
final class StandardNormal {
    /** log(1 + f) / f for 1 + f in [sqrt(1/2), sqrt(2)], from the constant up. */
    static final float[] LOG = {
        1.0f,
        -0.49999988079071045f,
        0.33333325386047363f,
        -0.25001585483551025f,
        0.20001965761184692f,
        -0.16609010100364685f,
        0.14181876182556152f,
        -0.13243520259857178f,
        0.12904441356658936f,
        -0.07620714604854584f
    };
    /** value / x in powers of w - CENTRE_SHIFT, for w below SPLIT. */
    static final float[] CENTRE = {
        2.1233134269714355f,
        0.34880203008651733f,
        -0.005907719023525715f,
        -0.0017716469010338187f,
        0.00030878762481734157f,
        -7.017530151642859e-06f,
        -4.897586677543586e-06f,
        6.588339260815701e-07f,
        3.2909220237797854e-08f,
        -1.2397022963739346e-08f
    };
    /** value / x in powers of sqrt(w) - TAIL_SHIFT, for w from SPLIT on. */
    static final float[] TAIL = {
        4.574674606323242f,
        1.4236143827438354f,
        0.005628074519336224f,
        -0.0036538580898195505f,
        0.0020456057973206043f,
        -0.001373613951727748f,
        0.0010293705854564905f,
        -0.0004525873519014567f,
        -2.6207177143078297e-05f,
        6.126383959781379e-05f
    };

    static final float SPLIT = 5.0f;
    static final float CENTRE_SHIFT = 2.5f;
    static final float TAIL_SHIFT = 3.4f;
    static final float LN_2 = 0.6931471805599453f;

    static final int SIGN = 0x80000000;
    static final int MAGNITUDE = 0x7fffffff;
    /** The bits of sqrt(1/2): what lies above them in a float's bits is the exponent of log's range reduction. */
    static final int SQRT_HALF = 0x3f3504f3;

    static final float STEP = 0x1p-32f;
    static final float HALF_STEP = 0x1p-33f;

    private StandardNormal() {}

    static float ofWord(int word) {
        float p = Math.fma((float) (word & MAGNITUDE), STEP, HALF_STEP);
        // From the complement, not as 1 - 2p: near the centre that would cancel.
        float x = Math.fma((float) (~word & MAGNITUDE), 2 * STEP, 2 * HALF_STEP);
        float w = -log((4 * p) * (1 - p));
        float factor =
                w < SPLIT ? polynomial(CENTRE, w - CENTRE_SHIFT) : polynomial(TAIL, (float) Math.sqrt(w) - TAIL_SHIFT);
        return Float.intBitsToFloat(Float.floatToRawIntBits(x * factor) | (word & SIGN));
    }

    /** The natural logarithm of a positive normal float. */
    private static float log(float v) {
        int bits = Float.floatToRawIntBits(v);
        int exponent = (bits - SQRT_HALF) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        return Math.fma((float) exponent, LN_2, f * polynomial(LOG, f));
    }

    private static float polynomial(float[] coefficients, float t) {
        float sum = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = Math.fma(sum, t, coefficients[i]);
        }
        return sum;
    }
}
