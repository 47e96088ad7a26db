package io.gossamer.codec.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Loops over {@code count} float32 values that start {@code offset} bytes into a segment, at any alignment. All
 * implementations give the same bits for the same input, NaN, infinities and subnormal numbers included (where two NaN
 * are added, either may be the result). Multi-byte
 * values are little-endian. Nothing is checked but the bounds of the segments.
 */
public interface ArrayKernels {
    /** The bits of positive infinity: a larger or equal result of a maximum of magnitudes tells of a non-finite value. */
    int INFINITY_BITS = 0x7F800000;

    /** The largest magnitude, as float bits without the sign, so that a NaN ranks above infinity; 0 for no values. */
    int maxAbsBits(MemorySegment values, long offset, int count);

    /**
     * The sum of magnitudes: 16 partial sums in float32, the i-th value in the one of number i mod 16, added up in
     * float64 from the first. For some thousands of values at a time, and not finite if a partial sum overflows.
     */
    double sumAbs(MemorySegment values, long offset, int count);

    /**
     * The sum of {@code (value * factor)^2}, in partial sums as those of {@link #sumAbs}, product and sum rounded once.
     *
     * @param factor what keeps the squares within the range of float32
     */
    double sumSquares(MemorySegment values, long offset, float factor, int count);

    /** {@code q = value * inverseStep}, clamped to [-127, 127] (NaN to 127) and rounded to nearest even. */
    void quantize8(MemorySegment values, long offset, float inverseStep, MemorySegment q, long qOffset, int count);

    /** {@code value = q * step}. */
    void dequantize8(MemorySegment q, long qOffset, float step, MemorySegment values, long offset, int count);

    /** {@code sum += (q * step) * scale}. */
    void dequantizeAdd8(
            MemorySegment q, long qOffset, float step, float scale, MemorySegment sum, long offset, int count);

    /**
     * bfloat16, rounded to nearest even; what would round to infinity becomes the largest finite number.
     *
     * @return the largest magnitude seen, as by {@link #maxAbsBits}
     */
    int toBfloat16(MemorySegment values, long offset, MemorySegment halves, long halfOffset, int count);

    /** @return the largest magnitude decoded, as by {@link #maxAbsBits} */
    int fromBfloat16(MemorySegment halves, long halfOffset, MemorySegment values, long offset, int count);

    /**
     * {@code sum += value * scale}.
     *
     * @return the largest magnitude decoded, as by {@link #maxAbsBits}
     */
    int addBfloat16(MemorySegment halves, long halfOffset, float scale, MemorySegment sum, long offset, int count);

    /**
     * IEEE binary16 of {@code value * power}, rounded to nearest even, subnormal numbers included; magnitudes above
     * 32752 (NaN too) become 32752, see {@link Float16Bits#MAX_VALUE}.
     *
     * @param power a power of two
     */
    void toFloat16(MemorySegment values, long offset, float power, MemorySegment halves, long halfOffset, int count);

    /**
     * {@code value = half * power}; infinities and NaN come out as the finite numbers that follow 65504.
     *
     * @return the largest half seen, without its sign; {@link #toFloat16} writes none above {@link Float16Bits#MAX_VALUE}
     */
    int fromFloat16(MemorySegment halves, long halfOffset, float power, MemorySegment values, long offset, int count);

    /** {@code sum += (half * power) * scale}, otherwise as {@link #fromFloat16}. */
    int addFloat16(
            MemorySegment halves, long halfOffset, float power, float scale, MemorySegment sum, long offset, int count);

    /**
     * One bit to a value, low bits first: 0 for value < 0, else 1 (for both zeros, too). {@code count} bits rounded up
     * to bytes are written, the last ones zero.
     */
    void packSigns(MemorySegment values, long offset, MemorySegment bits, long bitOffset, int count);

    /** {@code value = magnitude} for a bit 1, {@code -magnitude} for a bit 0. */
    void unpackSigns(MemorySegment bits, long bitOffset, float magnitude, MemorySegment values, long offset, int count);

    /** {@code sum += magnitude} for a bit 1, {@code sum -= magnitude} for a bit 0. */
    void addSigns(MemorySegment bits, long bitOffset, float magnitude, MemorySegment sum, long offset, int count);

    /** {@code y += a * x}, product and sum rounded each. */
    void addScaled(float a, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int count);

    /** A step of SGD with momentum: {@code w} and {@code b} change. All three start {@code offset} bytes in. */
    void sgdStep(SgdRule rule, MemorySegment g, MemorySegment b, MemorySegment w, long offset, int count);

    /**
     * Collects values whose magnitude, as float bits without the sign, is at least {@code thresholdBits}: their indices
     * ({@code base} for the first value) and themselves, from {@code filled} on, as far as the arrays have room.
     *
     * @return {@code filled} plus the number of such values, which may exceed what the arrays hold
     */
    int select(
            MemorySegment values,
            long offset,
            int count,
            int thresholdBits,
            int base,
            int[] indices,
            float[] selected,
            int filled);
}
