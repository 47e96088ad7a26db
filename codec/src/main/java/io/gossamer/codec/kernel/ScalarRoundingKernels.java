package io.gossamer.codec.kernel;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;
import static io.gossamer.codec.bits.LittleEndian.INT;
import static io.gossamer.codec.kernel.ScalarKernels.MAGNITUDE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Rounding at random in plain Java: what the vector kernels are held against. */
final class ScalarRoundingKernels implements RoundingKernels {
    static final int MANTISSA = 23;
    static final int LARGEST_EXPONENT = 254;
    /** Bits behind the point of a level before it is rounded. */
    static final int FRACTION = 24;

    static final float ONE = 0x1p24f;

    @Override
    public void quantize8(
            MemorySegment values,
            long offset,
            float inverseStep,
            MemorySegment words,
            long wordOffset,
            int turn,
            int levels,
            MemorySegment q,
            long qOffset,
            int count) {
        for (int i = 0; i < count; i++) {
            int uniform = Integer.rotateLeft(words.get(INT, wordOffset + 4L * i), turn) >>> Integer.SIZE - FRACTION;
            int scaled = (int) (values.get(FLOAT, offset + 4L * i) * inverseStep * ONE);
            int clamped = Math.clamp(scaled, -levels << FRACTION, levels << FRACTION);
            q.set(JAVA_BYTE, qOffset + i, (byte) (clamped + uniform >> FRACTION));
        }
    }

    @Override
    public void exponents(
            MemorySegment values,
            long offset,
            MemorySegment words,
            long wordOffset,
            int turn,
            MemorySegment exponents,
            long exponentOffset,
            int count) {
        for (int i = 0; i < count; i++) {
            // The mantissa is the probability of the upper neighbour: a uniform one carries into the exponent.
            int carry = Integer.rotateLeft(words.get(INT, wordOffset + 4L * i), turn) >>> Integer.SIZE - MANTISSA;
            int exponent = (values.get(INT, offset + 4L * i) & MAGNITUDE) + carry >>> MANTISSA;
            exponents.set(JAVA_BYTE, exponentOffset + i, (byte) Math.min(exponent, LARGEST_EXPONENT));
        }
    }

    @Override
    public int powers(
            MemorySegment exponents,
            long exponentOffset,
            MemorySegment bits,
            long bitOffset,
            MemorySegment values,
            long offset,
            int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            int magnitude = (exponents.get(JAVA_BYTE, exponentOffset + i) & 0xFF) << MANTISSA;
            max = Math.max(max, magnitude);
            int positive = bits.get(JAVA_BYTE, bitOffset + i / 8) >>> i % 8 & 1;
            values.set(INT, offset + 4L * i, magnitude | (1 - positive) << Integer.SIZE - 1);
        }
        return max;
    }
}
