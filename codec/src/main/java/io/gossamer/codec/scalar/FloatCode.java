package io.gossamer.codec.scalar;

/** A float32, bounded: what the logarithmic codes are held against. */
record FloatCode() implements ScalarCode {
    private static final float LARGEST = 4096;

    @Override
    public int bits() {
        return Float.SIZE;
    }

    @Override
    public int encode(double value) {
        return Double.isFinite(value) ? Float.floatToIntBits(bounded((float) value)) : Float.floatToIntBits(Float.NaN);
    }

    @Override
    public double decode(int code) {
        float value = Float.intBitsToFloat(code);
        return Float.isFinite(value) ? bounded(value) : SKIP;
    }

    private static float bounded(float value) {
        return Math.clamp(value, -LARGEST, LARGEST);
    }

    @Override
    public double largest() {
        return LARGEST;
    }
}
