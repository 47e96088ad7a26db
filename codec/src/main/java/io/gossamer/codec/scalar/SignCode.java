package io.gossamer.codec.scalar;

/** The sign alone, as plus or minus one. */
record SignCode() implements ScalarCode {
    @Override
    public int bits() {
        return 1;
    }

    @Override
    public int encode(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("one bit has no way to leave out a " + value);
        }
        return value < 0 ? 1 : 0;
    }

    @Override
    public double decode(int code) {
        return (code & 1) == 0 ? 1 : -1;
    }

    @Override
    public boolean canSkip() {
        return false;
    }

    @Override
    public double largest() {
        return 1;
    }
}
