package io.gossamer.codec.kernel;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;
import static io.gossamer.codec.bits.LittleEndian.INT;
import static io.gossamer.codec.bits.LittleEndian.SHORT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** The kernels in plain Java: what the vector ones are held against, and what finishes their last few elements. */
final class ScalarKernels implements ArrayKernels {
    static final int MAGNITUDE = 0x7FFFFFFF;
    /** Of {@link #sumAbs}. */
    static final int PARTIAL_SUMS = 16;
    /** 1.5 * 2^23: a small number added to it is rounded to an integer, which then stands in the low bits. */
    static final float ROUND = 12582912f;

    @Override
    public int maxAbsBits(MemorySegment values, long offset, int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, values.get(INT, offset + 4L * i) & MAGNITUDE);
        }
        return max;
    }

    @Override
    public double sumAbs(MemorySegment values, long offset, int count) {
        float[] partial = new float[PARTIAL_SUMS];
        addAbs(values, offset, count, partial);
        return total(partial);
    }

    static void addAbs(MemorySegment values, long offset, int count, float[] partial) {
        for (int i = 0; i < count; i++) {
            partial[i % PARTIAL_SUMS] += Math.abs(values.get(FLOAT, offset + 4L * i));
        }
    }

    @Override
    public double sumSquares(MemorySegment values, long offset, float factor, int count) {
        float[] partial = new float[PARTIAL_SUMS];
        addSquares(values, offset, factor, count, partial);
        return total(partial);
    }

    static void addSquares(MemorySegment values, long offset, float factor, int count, float[] partial) {
        for (int i = 0; i < count; i++) {
            float scaled = values.get(FLOAT, offset + 4L * i) * factor;
            partial[i % PARTIAL_SUMS] = Math.fma(scaled, scaled, partial[i % PARTIAL_SUMS]);
        }
    }

    static double total(float[] partial) {
        double sum = 0;
        for (float part : partial) {
            sum += part;
        }
        return sum;
    }

    @Override
    public void quantize8(
            MemorySegment values, long offset, float inverseStep, MemorySegment q, long qOffset, int count) {
        for (int i = 0; i < count; i++) {
            float scaled = clamp(values.get(FLOAT, offset + 4L * i) * inverseStep, 127);
            q.set(JAVA_BYTE, qOffset + i, (byte) Float.floatToRawIntBits(scaled + ROUND));
        }
    }

    @Override
    public void dequantize8(MemorySegment q, long qOffset, float step, MemorySegment values, long offset, int count) {
        for (int i = 0; i < count; i++) {
            values.set(FLOAT, offset + 4L * i, q.get(JAVA_BYTE, qOffset + i) * step);
        }
    }

    @Override
    public void dequantizeAdd8(
            MemorySegment q, long qOffset, float step, float scale, MemorySegment sum, long offset, int count) {
        for (int i = 0; i < count; i++) {
            add(sum, offset + 4L * i, q.get(JAVA_BYTE, qOffset + i) * step * scale);
        }
    }

    @Override
    public int toBfloat16(MemorySegment values, long offset, MemorySegment halves, long halfOffset, int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            int bits = values.get(INT, offset + 4L * i);
            int magnitude = bits & MAGNITUDE;
            max = Math.max(max, magnitude);
            int rounded = magnitude + 0x7FFF + (magnitude >>> 16 & 1) >>> 16;
            int half = Math.min(rounded, 0x7F7F) | bits >>> 16 & 0x8000;
            halves.set(SHORT, halfOffset + 2L * i, (short) half);
        }
        return max;
    }

    @Override
    public int fromBfloat16(MemorySegment halves, long halfOffset, MemorySegment values, long offset, int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            int bits = halves.get(SHORT, halfOffset + 2L * i) << 16;
            max = Math.max(max, bits & MAGNITUDE);
            values.set(INT, offset + 4L * i, bits);
        }
        return max;
    }

    @Override
    public int addBfloat16(
            MemorySegment halves, long halfOffset, float scale, MemorySegment sum, long offset, int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            int bits = halves.get(SHORT, halfOffset + 2L * i) << 16;
            max = Math.max(max, bits & MAGNITUDE);
            add(sum, offset + 4L * i, Float.intBitsToFloat(bits) * scale);
        }
        return max;
    }

    @Override
    public void toFloat16(
            MemorySegment values, long offset, float power, MemorySegment halves, long halfOffset, int count) {
        for (int i = 0; i < count; i++) {
            int half = Float16Bits.round(values.get(FLOAT, offset + 4L * i) * power);
            halves.set(SHORT, halfOffset + 2L * i, (short) half);
        }
    }

    @Override
    public int fromFloat16(
            MemorySegment halves, long halfOffset, float power, MemorySegment values, long offset, int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            int half = halves.get(SHORT, halfOffset + 2L * i);
            max = Math.max(max, half & 0x7FFF);
            values.set(FLOAT, offset + 4L * i, Float16Bits.widen(half) * power);
        }
        return max;
    }

    @Override
    public int addFloat16(
            MemorySegment halves,
            long halfOffset,
            float power,
            float scale,
            MemorySegment sum,
            long offset,
            int count) {
        int max = 0;
        for (int i = 0; i < count; i++) {
            int half = halves.get(SHORT, halfOffset + 2L * i);
            max = Math.max(max, half & 0x7FFF);
            add(sum, offset + 4L * i, Float16Bits.widen(half) * power * scale);
        }
        return max;
    }

    @Override
    public void packSigns(MemorySegment values, long offset, MemorySegment bits, long bitOffset, int count) {
        for (int i = 0; i < count; i += 8) {
            int packed = 0;
            for (int j = i; j < Math.min(i + 8, count); j++) {
                packed |= (values.get(FLOAT, offset + 4L * j) < 0 ? 0 : 1) << j - i;
            }
            bits.set(JAVA_BYTE, bitOffset + i / 8, (byte) packed);
        }
    }

    @Override
    public void unpackSigns(
            MemorySegment bits, long bitOffset, float magnitude, MemorySegment values, long offset, int count) {
        for (int i = 0; i < count; i++) {
            values.set(FLOAT, offset + 4L * i, signed(bits, bitOffset, i, magnitude));
        }
    }

    @Override
    public void addSigns(
            MemorySegment bits, long bitOffset, float magnitude, MemorySegment sum, long offset, int count) {
        for (int i = 0; i < count; i++) {
            add(sum, offset + 4L * i, signed(bits, bitOffset, i, magnitude));
        }
    }

    @Override
    public void addScaled(float a, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int count) {
        for (int i = 0; i < count; i++) {
            add(y, yOffset + 4L * i, a * x.get(FLOAT, xOffset + 4L * i));
        }
    }

    @Override
    public void sgdStep(SgdRule rule, MemorySegment g, MemorySegment b, MemorySegment w, long offset, int count) {
        float m = rule.momentum();
        for (long at = offset; at < offset + 4L * count; at += Float.BYTES) {
            float weight = w.get(FLOAT, at);
            float gradient = g.get(FLOAT, at);
            float pull = rule.weightDecay() == 0 ? gradient : Math.fma(weight, rule.weightDecay(), gradient);
            float velocity = b.get(FLOAT, at) * m + pull;
            b.set(FLOAT, at, velocity);
            w.set(FLOAT, at, Math.fma(rule.nesterov() ? Math.fma(velocity, m, pull) : velocity, -rule.rate(), weight));
        }
    }

    @Override
    public int select(
            MemorySegment values,
            long offset,
            int count,
            int thresholdBits,
            int base,
            int[] indices,
            float[] selected,
            int filled) {
        int found = filled;
        for (int i = 0; i < count; i++) {
            int bits = values.get(INT, offset + 4L * i);
            if ((bits & MAGNITUDE) >= thresholdBits) {
                if (found < indices.length) {
                    indices[found] = base + i;
                    selected[found] = Float.intBitsToFloat(bits);
                }
                found++;
            }
        }
        return found;
    }

    static float clamp(float value, int levels) {
        float bounded = value <= levels ? value : levels;
        return bounded >= -levels ? bounded : -levels;
    }

    private static float signed(MemorySegment bits, long bitOffset, int i, float magnitude) {
        int bit = bits.get(JAVA_BYTE, bitOffset + i / 8) >>> i % 8 & 1;
        return bit == 1 ? magnitude : -magnitude;
    }

    private static void add(MemorySegment sum, long at, float term) {
        sum.set(FLOAT, at, sum.get(FLOAT, at) + term);
    }
}
