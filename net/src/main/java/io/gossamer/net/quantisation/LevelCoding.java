package io.gossamer.net.quantisation;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.AffineKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.kernel.Levels;
import java.lang.foreign.MemorySegment;

/** What the quantisers with evenly spaced levels share. */
final class LevelCoding {
    private static final AffineKernels KERNELS = Kernels.affine();
    private static final int HEAD_BYTES = 8;
    private static final double SMALLEST_RANGE = 0x1p-100;
    private static final float LARGEST_AROUND_ZERO = 0x1p126f;

    private LevelCoding() {}

    /** The least and the largest of some finite values. */
    record Range(float min, float max) {
        /** With zero in it, and so small that levels on both sides of it cannot reach infinity. */
        Range withZero() {
            return new Range(
                    Math.clamp(min, -LARGEST_AROUND_ZERO, 0f), Math.clamp(max, 0f, LARGEST_AROUND_ZERO));
        }

        /** Rounded down, so that the highest level lies within the range. */
        float step(int bits) {
            double range = (double) max - min;
            float step = (float) (range / intervals(bits));
            if (range < SMALLEST_RANGE) {
                return 0;
            }
            return (double) step * intervals(bits) > range ? Math.nextDown(step) : step;
        }
    }

    static void require(int bits) {
        if (bits != Byte.SIZE && bits != Short.SIZE) {
            throw new IllegalArgumentException(bits + " bits: 8 and 16 are possible");
        }
    }

    /** How many steps lie between the lowest and the highest level. */
    static int intervals(int bits) {
        return (1 << bits) - 1;
    }

    static long bytes(int bits, long elements) {
        return HEAD_BYTES + elements * bits / Byte.SIZE;
    }

    static Levels fromLowest(int bits, float min, float step) {
        return new Levels(bits, min, step, Levels.lowest(bits));
    }

    static Levels aroundZero(int bits, float step, int zero) {
        return new Levels(bits, 0, step, zero + Levels.lowest(bits));
    }

    /** @throws NonFiniteValueException if a value is NaN or infinite */
    static Range range(MemorySegment values) {
        int count = count(values);
        Range range = new Range(KERNELS.min(values, 0, count), KERNELS.max(values, 0, count));
        if (!Float.isFinite(range.min()) || !Float.isFinite(range.max())) {
            throw NonFiniteValueException.find(values, 0, count);
        }
        return range;
    }

    static void encode(Levels levels, MemorySegment values, ByteWriter out) {
        int count = count(values);
        MemorySegment coded = out.reserve((long) count * levels.bits() / Byte.SIZE);
        KERNELS.quantize(levels, values, 0, coded, 0, count);
    }

    static void decode(Levels levels, ByteReader in, MemorySegment values) throws CorruptMessageException {
        boolean possible = levels.step() >= 0
                && Float.isFinite(levels.value(Levels.lowest(levels.bits())))
                && Float.isFinite(levels.value(Levels.highest(levels.bits())));
        if (!possible) {
            throw new CorruptMessageException("steps of " + levels.step() + " from " + levels.base());
        }
        int count = count(values);
        MemorySegment coded = in.readBytes((long) count * levels.bits() / Byte.SIZE);
        KERNELS.dequantize(levels, coded, 0, values, 0, count);
    }

    private static int count(MemorySegment values) {
        return Math.toIntExact(values.byteSize() / Float.BYTES);
    }
}
