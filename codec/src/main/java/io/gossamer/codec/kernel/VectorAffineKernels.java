package io.gossamer.codec.kernel;

import static io.gossamer.codec.kernel.ScalarKernels.ROUND;
import static io.gossamer.codec.kernel.VectorKernels.bytes;
import static io.gossamer.codec.kernel.VectorKernels.floats;
import static io.gossamer.codec.kernel.VectorKernels.ints;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Evenly spaced levels by the Vector API. The last elements, fewer than a vector, go through the scalar kernels. */
final class VectorAffineKernels implements AffineKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int LOW_HALF = 0xFFFF;

    private final ScalarAffineKernels scalar = new ScalarAffineKernels();

    @Override
    public float min(MemorySegment values, long offset, int count) {
        FloatVector even = FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY);
        FloatVector odd = even;
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            even = even.min(floats(values, offset + 4L * i));
            odd = odd.min(floats(values, offset + 4L * (i + LANES)));
        }
        float rest = scalar.min(values, offset + 4L * i, count - i);
        return Math.min(even.min(odd).reduceLanes(VectorOperators.MIN), rest);
    }

    @Override
    public float max(MemorySegment values, long offset, int count) {
        FloatVector even = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector odd = even;
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            even = even.max(floats(values, offset + 4L * i));
            odd = odd.max(floats(values, offset + 4L * (i + LANES)));
        }
        float rest = scalar.max(values, offset + 4L * i, count - i);
        return Math.max(even.max(odd).reduceLanes(VectorOperators.MAX), rest);
    }

    @Override
    public void quantize(Levels levels, MemorySegment values, long offset, MemorySegment q, long qOffset, int count) {
        int done = levels.bits() == Byte.SIZE
                ? quantize8(levels, values, offset, q, qOffset, count)
                : quantize16(levels, values, offset, q, qOffset, count);
        long from = qOffset + (long) done * levels.bits() / Byte.SIZE;
        scalar.quantize(levels, values, offset + 4L * done, q, from, count - done);
    }

    private static int quantize8(
            Levels levels, MemorySegment values, long offset, MemorySegment q, long qOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            bytes(nearest(levels, values, offset + 4L * i)).intoMemorySegment(q, qOffset + i, LITTLE_ENDIAN);
        }
        return i;
    }

    private static int quantize16(
            Levels levels, MemorySegment values, long offset, MemorySegment q, long qOffset, int count) {
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector first = nearest(levels, values, offset + 4L * i).and(LOW_HALF);
            IntVector second =
                    nearest(levels, values, offset + 4L * (i + LANES)).and(LOW_HALF);
            VectorLanes.pack(first, second).intoMemorySegment(q, qOffset + 2L * i, LITTLE_ENDIAN);
        }
        return i;
    }

    /** Right in the low bits of each lane. */
    private static IntVector nearest(Levels levels, MemorySegment values, long offset) {
        return floats(values, offset)
                .fma(0.5f, -0.5f * levels.base())
                .mul(levels.perHalf())
                .max(levels.lowestFromZero())
                .min(levels.highestFromZero())
                .add(ROUND)
                .reinterpretAsInts()
                .add(levels.zero());
    }

    @Override
    public void dequantize(Levels levels, MemorySegment q, long qOffset, MemorySegment values, long offset, int count) {
        int done = levels.bits() == Byte.SIZE
                ? dequantize8(levels, q, qOffset, values, offset, count)
                : dequantize16(levels, q, qOffset, values, offset, count);
        long from = qOffset + (long) done * levels.bits() / Byte.SIZE;
        scalar.dequantize(levels, q, from, values, offset + 4L * done, count - done);
    }

    private static int dequantize8(
            Levels levels, MemorySegment q, long qOffset, MemorySegment values, long offset, int count) {
        int i = 0;
        for (; i <= count - 4 * LANES; i += 4 * LANES) {
            IntVector four = ints(q, qOffset + i);
            long at = offset + 4L * i;
            store(levels, VectorLanes.firstQuarter(four), values, at);
            store(levels, VectorLanes.secondQuarter(four), values, at + 4L * LANES);
            store(levels, VectorLanes.thirdQuarter(four), values, at + 8L * LANES);
            store(levels, VectorLanes.lastQuarter(four), values, at + 12L * LANES);
        }
        return i;
    }

    private static int dequantize16(
            Levels levels, MemorySegment q, long qOffset, MemorySegment values, long offset, int count) {
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = ints(q, qOffset + 2L * i);
            long at = offset + 4L * i;
            store(levels, signed(VectorLanes.firstHalves(pairs)), values, at);
            store(levels, signed(VectorLanes.secondHalves(pairs)), values, at + 4L * LANES);
        }
        return i;
    }

    private static FloatVector signed(IntVector highHalves) {
        return (FloatVector) highHalves.lanewise(VectorOperators.ASHR, Short.SIZE).convert(VectorOperators.I2F, 0);
    }

    private static void store(Levels levels, FloatVector level, MemorySegment values, long offset) {
        level.sub(levels.zero()).fma(levels.step(), levels.base()).intoMemorySegment(values, offset, LITTLE_ENDIAN);
    }
}
