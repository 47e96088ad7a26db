package io.gossamer.codec.kernel;

import static io.gossamer.codec.kernel.Float16Bits.MAX_VALUE_FLOAT;
import static io.gossamer.codec.kernel.Float16Bits.MIN_NORMAL_FLOAT;
import static io.gossamer.codec.kernel.Float16Bits.REBIAS;
import static io.gossamer.codec.kernel.Float16Bits.SUBNORMAL_MAGIC;
import static io.gossamer.codec.kernel.ScalarKernels.MAGNITUDE;
import static io.gossamer.codec.kernel.ScalarKernels.ROUND;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The kernels by the Vector API. The last elements, fewer than a vector, go through the scalar ones. */
final class VectorKernels implements ArrayKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    /** As many bytes or shorts as a vector of floats has lanes; a narrower machine never comes to use them. */
    private static final VectorSpecies<Byte> BYTES = narrow(byte.class, Byte.SIZE);

    private static final VectorSpecies<Short> SHORTS = narrow(short.class, Short.SIZE);
    /** How many floats one step of the wide loops takes: their signs fill a long. */
    private static final int STEP = Long.SIZE;

    private final ScalarKernels scalar = new ScalarKernels();

    /** Whether a vector of floats, narrowed to bytes, is still a vector: 8 lanes or more. */
    static boolean wideEnough() {
        return LANES >= 8 && LANES <= STEP;
    }

    private static <E> VectorSpecies<E> narrow(Class<E> element, int bits) {
        return VectorSpecies.of(element, VectorShape.forBitSize(Math.max(64, LANES * bits)));
    }

    @Override
    public int maxAbsBits(MemorySegment values, long offset, int count) {
        IntVector even = IntVector.zero(INTS);
        IntVector odd = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            even = even.max(magnitude(values, offset + 4L * i));
            odd = odd.max(magnitude(values, offset + 4L * (i + LANES)));
        }
        return Math.max(maxLane(even.max(odd)), scalar.maxAbsBits(values, offset + 4L * i, count - i));
    }

    @Override
    public void quantize8(
            MemorySegment values, long offset, float inverseStep, MemorySegment q, long qOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector scaled = clamp(floats(values, offset + 4L * i).mul(inverseStep), 127);
            bytes(scaled.add(ROUND).reinterpretAsInts()).intoMemorySegment(q, qOffset + i, LITTLE_ENDIAN);
        }
        scalar.quantize8(values, offset + 4L * i, inverseStep, q, qOffset + i, count - i);
    }

    @Override
    public void quantizeStochastic8(
            MemorySegment values,
            long offset,
            float inverseStep,
            MemorySegment uniforms,
            int levels,
            MemorySegment q,
            long qOffset,
            int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector scaled =
                    floats(values, offset + 4L * i).mul(inverseStep).add(floats(uniforms, 4L * i));
            FloatVector clamped = clamp(scaled, levels);
            FloatVector shifted = clamped.add(ROUND);
            VectorMask<Float> roundedUp = shifted.sub(ROUND).compare(VectorOperators.GT, clamped);
            IntVector floor = shifted.reinterpretAsInts().sub(1, roundedUp.cast(INTS));
            bytes(floor).intoMemorySegment(q, qOffset + i, LITTLE_ENDIAN);
        }
        MemorySegment rest = uniforms.asSlice(4L * i);
        scalar.quantizeStochastic8(values, offset + 4L * i, inverseStep, rest, levels, q, qOffset + i, count - i);
    }

    @Override
    public void dequantize8(MemorySegment q, long qOffset, float step, MemorySegment values, long offset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            store(widenBytes(q, qOffset + i).mul(step), values, offset + 4L * i);
        }
        scalar.dequantize8(q, qOffset + i, step, values, offset + 4L * i, count - i);
    }

    @Override
    public void dequantizeAdd8(
            MemorySegment q, long qOffset, float step, float scale, MemorySegment sum, long offset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            addTo(sum, offset + 4L * i, widenBytes(q, qOffset + i).mul(step).mul(scale));
        }
        scalar.dequantizeAdd8(q, qOffset + i, step, scale, sum, offset + 4L * i, count - i);
    }

    @Override
    public int toBfloat16(MemorySegment values, long offset, MemorySegment halves, long halfOffset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector bits = ints(values, offset + 4L * i);
            IntVector magnitude = bits.and(MAGNITUDE);
            max = max.max(magnitude);
            IntVector odd = magnitude.lanewise(VectorOperators.LSHR, 16).and(1);
            IntVector rounded = magnitude.add(0x7FFF).add(odd).lanewise(VectorOperators.LSHR, 16);
            storeHalves(rounded.min(0x7F7F).or(signBit(bits)), halves, halfOffset + 2L * i);
        }
        int rest = scalar.toBfloat16(values, offset + 4L * i, halves, halfOffset + 2L * i, count - i);
        return Math.max(maxLane(max), rest);
    }

    @Override
    public int fromBfloat16(MemorySegment halves, long halfOffset, MemorySegment values, long offset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector bits = halves(halves, halfOffset + 2L * i).lanewise(VectorOperators.LSHL, 16);
            max = max.max(bits.and(MAGNITUDE));
            store(bits.reinterpretAsFloats(), values, offset + 4L * i);
        }
        int rest = scalar.fromBfloat16(halves, halfOffset + 2L * i, values, offset + 4L * i, count - i);
        return Math.max(maxLane(max), rest);
    }

    @Override
    public int addBfloat16(
            MemorySegment halves, long halfOffset, float scale, MemorySegment sum, long offset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector bits = halves(halves, halfOffset + 2L * i).lanewise(VectorOperators.LSHL, 16);
            max = max.max(bits.and(MAGNITUDE));
            addTo(sum, offset + 4L * i, bits.reinterpretAsFloats().mul(scale));
        }
        int rest = scalar.addBfloat16(halves, halfOffset + 2L * i, scale, sum, offset + 4L * i, count - i);
        return Math.max(maxLane(max), rest);
    }

    @Override
    public void toFloat16(
            MemorySegment values, long offset, float power, MemorySegment halves, long halfOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector bits = floats(values, offset + 4L * i).mul(power).reinterpretAsInts();
            IntVector magnitude = bits.and(MAGNITUDE).min(MAX_VALUE_FLOAT);
            IntVector odd = magnitude.lanewise(VectorOperators.LSHR, 13).and(1);
            IntVector normal = magnitude.add(0xFFF - REBIAS).add(odd).lanewise(VectorOperators.LSHR, 13);
            IntVector subnormal = magnitude
                    .reinterpretAsFloats()
                    .add(Float.intBitsToFloat(SUBNORMAL_MAGIC))
                    .reinterpretAsInts()
                    .sub(SUBNORMAL_MAGIC);
            IntVector half = normal.blend(subnormal, magnitude.compare(VectorOperators.LT, MIN_NORMAL_FLOAT));
            storeHalves(half.or(signBit(bits)), halves, halfOffset + 2L * i);
        }
        scalar.toFloat16(values, offset + 4L * i, power, halves, halfOffset + 2L * i, count - i);
    }

    @Override
    public int fromFloat16(
            MemorySegment halves, long halfOffset, float power, MemorySegment values, long offset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector half = halves(halves, halfOffset + 2L * i);
            max = max.max(half.and(0x7FFF));
            store(widenHalves(half).mul(power), values, offset + 4L * i);
        }
        int rest = scalar.fromFloat16(halves, halfOffset + 2L * i, power, values, offset + 4L * i, count - i);
        return Math.max(maxLane(max), rest);
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
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector half = halves(halves, halfOffset + 2L * i);
            max = max.max(half.and(0x7FFF));
            addTo(sum, offset + 4L * i, widenHalves(half).mul(power).mul(scale));
        }
        int rest = scalar.addFloat16(halves, halfOffset + 2L * i, power, scale, sum, offset + 4L * i, count - i);
        return Math.max(maxLane(max), rest);
    }

    @Override
    public void packSigns(MemorySegment values, long offset, MemorySegment bits, long bitOffset, int count) {
        int i = 0;
        for (; i <= count - STEP; i += STEP) {
            long negative = 0;
            for (int j = 0; j < STEP; j += LANES) {
                VectorMask<Float> mask = floats(values, offset + 4L * (i + j)).compare(VectorOperators.LT, 0f);
                negative |= mask.toLong() << j;
            }
            bits.set(LittleEndian.LONG, bitOffset + i / 8, ~negative);
        }
        scalar.packSigns(values, offset + 4L * i, bits, bitOffset + i / 8, count - i);
    }

    @Override
    public void unpackSigns(
            MemorySegment bits, long bitOffset, float magnitude, MemorySegment values, long offset, int count) {
        FloatVector negative = FloatVector.broadcast(FLOATS, -magnitude);
        int i = 0;
        for (; i <= count - STEP; i += STEP) {
            long packed = bits.get(LittleEndian.LONG, bitOffset + i / 8);
            for (int j = 0; j < STEP; j += LANES) {
                VectorMask<Float> positive = VectorMask.fromLong(FLOATS, packed >>> j);
                store(negative.blend(magnitude, positive), values, offset + 4L * (i + j));
            }
        }
        scalar.unpackSigns(bits, bitOffset + i / 8, magnitude, values, offset + 4L * i, count - i);
    }

    @Override
    public void addSigns(
            MemorySegment bits, long bitOffset, float magnitude, MemorySegment sum, long offset, int count) {
        FloatVector negative = FloatVector.broadcast(FLOATS, -magnitude);
        int i = 0;
        for (; i <= count - STEP; i += STEP) {
            long packed = bits.get(LittleEndian.LONG, bitOffset + i / 8);
            for (int j = 0; j < STEP; j += LANES) {
                VectorMask<Float> positive = VectorMask.fromLong(FLOATS, packed >>> j);
                addTo(sum, offset + 4L * (i + j), negative.blend(magnitude, positive));
            }
        }
        scalar.addSigns(bits, bitOffset + i / 8, magnitude, sum, offset + 4L * i, count - i);
    }

    @Override
    public void addScaled(float a, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            addTo(y, yOffset + 4L * i, floats(x, xOffset + 4L * i).mul(a));
        }
        scalar.addScaled(a, x, xOffset + 4L * i, y, yOffset + 4L * i, count - i);
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
        int i = 0;
        for (; i <= count - 4 * LANES; i += 4 * LANES) {
            long at = offset + 4L * i;
            IntVector first = magnitude(values, at).max(magnitude(values, at + 4L * LANES));
            IntVector second = magnitude(values, at + 8L * LANES).max(magnitude(values, at + 12L * LANES));
            if (first.max(second).compare(VectorOperators.GE, thresholdBits).anyTrue()) {
                for (int j = i; j < i + 4 * LANES; j += LANES) {
                    found = selectLanes(values, offset, j, thresholdBits, base, indices, selected, found);
                }
            }
        }
        return scalar.select(values, offset + 4L * i, count - i, thresholdBits, base + i, indices, selected, found);
    }

    private static int selectLanes(
            MemorySegment values,
            long offset,
            int i,
            int thresholdBits,
            int base,
            int[] indices,
            float[] selected,
            int filled) {
        IntVector magnitude = magnitude(values, offset + 4L * i);
        long hits = magnitude.compare(VectorOperators.GE, thresholdBits).toLong();
        int found = filled;
        for (; hits != 0; hits &= hits - 1) {
            int hit = i + Long.numberOfTrailingZeros(hits);
            if (found < indices.length) {
                indices[found] = base + hit;
                selected[found] = values.get(LittleEndian.FLOAT, offset + 4L * hit);
            }
            found++;
        }
        return found;
    }

    private static FloatVector floats(MemorySegment segment, long offset) {
        return FloatVector.fromMemorySegment(FLOATS, segment, offset, LITTLE_ENDIAN);
    }

    private static IntVector ints(MemorySegment segment, long offset) {
        return IntVector.fromMemorySegment(INTS, segment, offset, LITTLE_ENDIAN);
    }

    private static IntVector magnitude(MemorySegment segment, long offset) {
        return ints(segment, offset).and(MAGNITUDE);
    }

    private static int maxLane(IntVector magnitudes) {
        return magnitudes.reduceLanes(VectorOperators.MAX);
    }

    private static IntVector signBit(IntVector bits) {
        return bits.lanewise(VectorOperators.LSHR, 16).and(0x8000);
    }

    private static FloatVector clamp(FloatVector value, float levels) {
        FloatVector bounded =
                FloatVector.broadcast(FLOATS, levels).blend(value, value.compare(VectorOperators.LE, levels));
        return FloatVector.broadcast(FLOATS, -levels).blend(bounded, bounded.compare(VectorOperators.GE, -levels));
    }

    private static ByteVector bytes(IntVector values) {
        return (ByteVector) values.convertShape(VectorOperators.I2B, BYTES, 0);
    }

    private static FloatVector widenBytes(MemorySegment q, long offset) {
        ByteVector narrow = ByteVector.fromMemorySegment(BYTES, q, offset, ValueLayout.JAVA_BYTE.order());
        return (FloatVector) narrow.convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    private static IntVector halves(MemorySegment halves, long offset) {
        ShortVector narrow = ShortVector.fromMemorySegment(SHORTS, halves, offset, LITTLE_ENDIAN);
        return (IntVector) narrow.convertShape(VectorOperators.S2I, INTS, 0);
    }

    private static void storeHalves(IntVector values, MemorySegment halves, long offset) {
        values.convertShape(VectorOperators.I2S, SHORTS, 0)
                .reinterpretAsShorts()
                .intoMemorySegment(halves, offset, LITTLE_ENDIAN);
    }

    private static FloatVector widenHalves(IntVector half) {
        IntVector magnitude = half.and(0x7FFF).lanewise(VectorOperators.LSHL, 13);
        IntVector normal = magnitude.add(REBIAS);
        IntVector subnormal = magnitude
                .add(MIN_NORMAL_FLOAT)
                .reinterpretAsFloats()
                .sub(Float.intBitsToFloat(MIN_NORMAL_FLOAT))
                .reinterpretAsInts();
        IntVector wide = normal.blend(subnormal, magnitude.compare(VectorOperators.LT, 1 << 23));
        IntVector sign = half.and(0x8000).lanewise(VectorOperators.LSHL, 16);
        return wide.or(sign).reinterpretAsFloats();
    }

    private static void store(FloatVector vector, MemorySegment segment, long offset) {
        vector.intoMemorySegment(segment, offset, LITTLE_ENDIAN);
    }

    private static void addTo(MemorySegment sum, long offset, FloatVector term) {
        store(floats(sum, offset).add(term), sum, offset);
    }
}
