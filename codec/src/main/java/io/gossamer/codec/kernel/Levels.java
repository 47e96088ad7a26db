package io.gossamer.codec.kernel;

/**
 * Evenly spaced levels q of 8 or 16 bits in two's complement: {@code value = (q - zero) * step + base}, rounded once.
 *
 * @param bits 8 or 16
 * @param base what stands at {@code zero}, finite
 * @param step between levels, finite and not negative; 0 if all values are the base
 * @param zero at most 2^16 away from each level
 */
public record Levels(int bits, float base, float step, int zero) {
    /** The lowest level of so many bits. */
    public static int lowest(int bits) {
        return -1 << bits - 1;
    }

    /** The highest level of so many bits. */
    public static int highest(int bits) {
        return ~lowest(bits);
    }

    /** The value of a level. */
    public float value(int level) {
        return Math.fma((float) (level - zero), step, base);
    }

    /** Twice the levels in 1: differences from the base are taken by halves, for they may be beyond the range of float32. */
    float perHalf() {
        return step == 0 ? 0 : (float) (2.0 / step);
    }

    float lowestFromZero() {
        return lowest(bits) - zero;
    }

    float highestFromZero() {
        return highest(bits) - zero;
    }
}
