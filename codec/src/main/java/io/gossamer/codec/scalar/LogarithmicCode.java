package io.gossamer.codec.scalar;

/**
 * A sign bit above the logarithm of the magnitude, rounded to a multiple of {@code 1 / stepsPerE} and clamped: the error
 * is at most {@code e^(1 / (2 stepsPerE)) - 1} of the number within the range. Source: "Just One Byte (per gradient)",
 * arXiv 2306.10015, and its official code, whose q = round(16 ln|p|) is that of sixteen steps to e.
 *
 * @param magnitudeBits bits of the rounded logarithm, whose smallest pattern is set aside for zero and "skip"
 * @param stepsPerE how many codes lie between a magnitude and its e-fold
 */
record LogarithmicCode(int magnitudeBits, int stepsPerE) implements ScalarCode {
    LogarithmicCode {
        if (magnitudeBits < 2 || magnitudeBits > 30 || stepsPerE < 1) {
            throw new IllegalArgumentException(magnitudeBits + " bits, " + stepsPerE + " steps to e");
        }
    }

    @Override
    public int bits() {
        return magnitudeBits + 1;
    }

    private int negative() {
        return 1 << magnitudeBits;
    }

    /** The pattern of a magnitude of one. */
    private int one() {
        return 1 << magnitudeBits - 1;
    }

    private int mask() {
        return negative() - 1;
    }

    @Override
    public int encode(double value) {
        if (!Double.isFinite(value)) {
            return negative();
        }
        if (value == 0) {
            return 0;
        }
        double steps = Math.rint(stepsPerE * StrictMath.log(Math.abs(value)));
        int magnitude = (int) Math.clamp(steps + one(), 1, mask());
        return value < 0 ? negative() | magnitude : magnitude;
    }

    @Override
    public double decode(int code) {
        int magnitude = code & mask();
        boolean isNegative = (code & negative()) != 0;
        if (magnitude == 0) {
            return isNegative ? SKIP : 0;
        }
        double value = magnitude(magnitude);
        return isNegative ? -value : value;
    }

    private double magnitude(int pattern) {
        return StrictMath.exp((double) (pattern - one()) / stepsPerE);
    }

    @Override
    public double largest() {
        return magnitude(mask());
    }
}
