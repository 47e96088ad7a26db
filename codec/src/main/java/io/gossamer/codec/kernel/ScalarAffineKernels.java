package io.gossamer.codec.kernel;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;
import static io.gossamer.codec.bits.LittleEndian.SHORT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Evenly spaced levels in plain Java: what the vector kernels are held against. */
final class ScalarAffineKernels implements AffineKernels {
    @Override
    public float min(MemorySegment values, long offset, int count) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, values.get(FLOAT, offset + 4L * i));
        }
        return min;
    }

    @Override
    public float max(MemorySegment values, long offset, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, values.get(FLOAT, offset + 4L * i));
        }
        return max;
    }

    @Override
    public void quantize(Levels levels, MemorySegment values, long offset, MemorySegment q, long qOffset, int count) {
        float halfBase = -0.5f * levels.base();
        float perHalf = levels.perHalf();
        float least = levels.lowestFromZero();
        float most = levels.highestFromZero();
        for (int i = 0; i < count; i++) {
            float scaled = Math.fma(values.get(FLOAT, offset + 4L * i), 0.5f, halfBase) * perHalf;
            float clamped = Math.min(Math.max(scaled, least), most);
            int level = Float.floatToRawIntBits(clamped + ScalarKernels.ROUND) + levels.zero();
            if (levels.bits() == Byte.SIZE) {
                q.set(JAVA_BYTE, qOffset + i, (byte) level);
            } else {
                q.set(SHORT, qOffset + 2L * i, (short) level);
            }
        }
    }

    @Override
    public void dequantize(Levels levels, MemorySegment q, long qOffset, MemorySegment values, long offset, int count) {
        for (int i = 0; i < count; i++) {
            int level = levels.bits() == Byte.SIZE ? q.get(JAVA_BYTE, qOffset + i) : q.get(SHORT, qOffset + 2L * i);
            values.set(FLOAT, offset + 4L * i, levels.value(level));
        }
    }
}
