package io.gossamer.codec.kernel;

import static io.gossamer.codec.kernel.Float16Bits.REBIAS;
import static io.gossamer.codec.kernel.ScalarKernels.MAGNITUDE;
import static io.gossamer.codec.kernel.ScalarKernels.PARTIAL_SUMS;
import static io.gossamer.codec.kernel.ScalarKernels.ROUND;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
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
    /** As many bytes as a vector of floats has lanes; a narrower machine never comes to use them. */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));

    /** The smallest magnitude that rounds to infinity, as float bits. */
    private static final int BFLOAT16_OVERFLOW = 0x7F7F8000;

    private static final int SIGN = 0x80000000;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final short HALF_MAGNITUDE = 0x7FFF;
    private static final short HALF_SIGN = (short) 0x8000;
    /** Floats on their way to halves at a time, in the first-level cache. */
    private static final int FLOAT16_CHUNK = 512;
    /** How many floats one step of the wide loops takes: their signs fill a long. */
    private static final int STEP = Long.SIZE;

    private final ScalarKernels scalar = new ScalarKernels();

    /** Vectors of 8 floats, narrowed to bytes, are vectors still; of more than 16 no machine is known to us. */
    static boolean wideEnough() {
        return LANES == 8 || LANES == PARTIAL_SUMS;
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
    public double sumAbs(MemorySegment values, long offset, int count) {
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - PARTIAL_SUMS; i += PARTIAL_SUMS) {
            low = low.add(floats(values, offset + 4L * i).abs());
            if (LANES < PARTIAL_SUMS) {
                high = high.add(floats(values, offset + 4L * (i + LANES)).abs());
            }
        }
        float[] partial = partialSums(low, high);
        ScalarKernels.addAbs(values, offset + 4L * i, count - i, partial);
        return ScalarKernels.total(partial);
    }

    @Override
    public double sumSquares(MemorySegment values, long offset, float factor, int count) {
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - PARTIAL_SUMS; i += PARTIAL_SUMS) {
            FloatVector first = floats(values, offset + 4L * i).mul(factor);
            low = first.fma(first, low);
            if (LANES < PARTIAL_SUMS) {
                FloatVector second = floats(values, offset + 4L * (i + LANES)).mul(factor);
                high = second.fma(second, high);
            }
        }
        float[] partial = partialSums(low, high);
        ScalarKernels.addSquares(values, offset + 4L * i, factor, count - i, partial);
        return ScalarKernels.total(partial);
    }

    private static float[] partialSums(FloatVector low, FloatVector high) {
        float[] partial = new float[PARTIAL_SUMS];
        low.intoArray(partial, 0);
        if (LANES < PARTIAL_SUMS) {
            high.intoArray(partial, LANES);
        }
        return partial;
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
    public void dequantize8(MemorySegment q, long qOffset, float step, MemorySegment values, long offset, int count) {
        int i = 0;
        for (; i <= count - 4 * LANES; i += 4 * LANES) {
            IntVector four = ints(q, qOffset + i);
            long at = offset + 4L * i;
            store(VectorLanes.firstQuarter(four).mul(step), values, at);
            store(VectorLanes.secondQuarter(four).mul(step), values, at + 4L * LANES);
            store(VectorLanes.thirdQuarter(four).mul(step), values, at + 8L * LANES);
            store(VectorLanes.lastQuarter(four).mul(step), values, at + 12L * LANES);
        }
        scalar.dequantize8(q, qOffset + i, step, values, offset + 4L * i, count - i);
    }

    @Override
    public void dequantizeAdd8(
            MemorySegment q, long qOffset, float step, float scale, MemorySegment sum, long offset, int count) {
        int i = 0;
        for (; i <= count - 4 * LANES; i += 4 * LANES) {
            IntVector four = ints(q, qOffset + i);
            long at = offset + 4L * i;
            addTo(sum, at, VectorLanes.firstQuarter(four).mul(step).mul(scale));
            addTo(
                    sum,
                    at + 4L * LANES,
                    VectorLanes.secondQuarter(four).mul(step).mul(scale));
            addTo(sum, at + 8L * LANES, VectorLanes.thirdQuarter(four).mul(step).mul(scale));
            addTo(sum, at + 12L * LANES, VectorLanes.lastQuarter(four).mul(step).mul(scale));
        }
        scalar.dequantizeAdd8(q, qOffset + i, step, scale, sum, offset + 4L * i, count - i);
    }

    @Override
    public int toBfloat16(MemorySegment values, long offset, MemorySegment halves, long halfOffset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector first = ints(values, offset + 4L * i);
            IntVector second = ints(values, offset + 4L * (i + LANES));
            max = max.max(first.and(MAGNITUDE)).max(second.and(MAGNITUDE));
            VectorLanes.pack(bfloat16(first), bfloat16(second))
                    .intoMemorySegment(halves, halfOffset + 2L * i, LITTLE_ENDIAN);
        }
        int largest = maxLane(max);
        if (largest >= BFLOAT16_OVERFLOW) {
            return scalar.toBfloat16(values, offset, halves, halfOffset, count);
        }
        int rest = scalar.toBfloat16(values, offset + 4L * i, halves, halfOffset + 2L * i, count - i);
        return Math.max(largest, rest);
    }

    @Override
    public int fromBfloat16(MemorySegment halves, long halfOffset, MemorySegment values, long offset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = ints(halves, halfOffset + 2L * i);
            IntVector first = VectorLanes.firstHalves(pairs);
            IntVector second = VectorLanes.secondHalves(pairs);
            max = max.max(first.and(MAGNITUDE)).max(second.and(MAGNITUDE));
            store(first.reinterpretAsFloats(), values, offset + 4L * i);
            store(second.reinterpretAsFloats(), values, offset + 4L * (i + LANES));
        }
        int rest = scalar.fromBfloat16(halves, halfOffset + 2L * i, values, offset + 4L * i, count - i);
        return Math.max(maxLane(max), rest);
    }

    @Override
    public int addBfloat16(
            MemorySegment halves, long halfOffset, float scale, MemorySegment sum, long offset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = ints(halves, halfOffset + 2L * i);
            IntVector first = VectorLanes.firstHalves(pairs);
            IntVector second = VectorLanes.secondHalves(pairs);
            max = max.max(first.and(MAGNITUDE)).max(second.and(MAGNITUDE));
            addTo(sum, offset + 4L * i, first.reinterpretAsFloats().mul(scale));
            addTo(sum, offset + 4L * (i + LANES), second.reinterpretAsFloats().mul(scale));
        }
        int rest = scalar.addBfloat16(halves, halfOffset + 2L * i, scale, sum, offset + 4L * i, count - i);
        return Math.max(maxLane(max), rest);
    }

    @Override
    public void toFloat16(
            MemorySegment values, long offset, float power, MemorySegment halves, long halfOffset, int count) {
        float[] scaled = new float[Math.min(count, FLOAT16_CHUNK)];
        short[] rounded = new short[scaled.length];
        for (int first = 0; first < count; first += FLOAT16_CHUNK) {
            int size = Math.min(FLOAT16_CHUNK, count - first);
            scale(values, offset + 4L * first, power, scaled, size);
            roundToFloat16(scaled, rounded, size);
            storeClamped(rounded, size, halves, halfOffset + 2L * first);
        }
    }

    private static void scale(MemorySegment values, long offset, float power, float[] scaled, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            floats(values, offset + 4L * i).mul(power).intoArray(scaled, i);
        }
        for (; i < count; i++) {
            scaled[i] = values.get(LittleEndian.FLOAT, offset + 4L * i) * power;
        }
    }

    /** The compiler makes vectors of this loop: the processor has an instruction for it that the Vector API does not. */
    private static void roundToFloat16(float[] values, short[] halves, int count) {
        for (int i = 0; i < count; i++) {
            halves[i] = Float.floatToFloat16(values[i]);
        }
    }

    /** Infinities and NaN are above all finite halves too. */
    private static void storeClamped(short[] rounded, int count, MemorySegment halves, long offset) {
        int i = 0;
        for (; i <= count - SHORTS.length(); i += SHORTS.length()) {
            ShortVector half = ShortVector.fromArray(SHORTS, rounded, i);
            half.and(HALF_MAGNITUDE)
                    .min((short) Float16Bits.MAX_VALUE)
                    .or(half.and(HALF_SIGN))
                    .intoMemorySegment(halves, offset + 2L * i, LITTLE_ENDIAN);
        }
        for (; i < count; i++) {
            int half = Math.min(rounded[i] & HALF_MAGNITUDE, Float16Bits.MAX_VALUE) | rounded[i] & HALF_SIGN;
            halves.set(LittleEndian.SHORT, offset + 2L * i, (short) half);
        }
    }

    @Override
    public int fromFloat16(
            MemorySegment halves, long halfOffset, float power, MemorySegment values, long offset, int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = ints(halves, halfOffset + 2L * i);
            IntVector first = VectorLanes.firstHalves(pairs);
            IntVector second = VectorLanes.secondHalves(pairs);
            max = max.max(first.and(MAGNITUDE)).max(second.and(MAGNITUDE));
            store(widenFloat16(first).mul(power), values, offset + 4L * i);
            store(widenFloat16(second).mul(power), values, offset + 4L * (i + LANES));
        }
        int rest = scalar.fromFloat16(halves, halfOffset + 2L * i, power, values, offset + 4L * i, count - i);
        return Math.max(maxLane(max) >>> 16, rest);
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
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = ints(halves, halfOffset + 2L * i);
            IntVector first = VectorLanes.firstHalves(pairs);
            IntVector second = VectorLanes.secondHalves(pairs);
            max = max.max(first.and(MAGNITUDE)).max(second.and(MAGNITUDE));
            addTo(sum, offset + 4L * i, widenFloat16(first).mul(power).mul(scale));
            addTo(
                    sum,
                    offset + 4L * (i + LANES),
                    widenFloat16(second).mul(power).mul(scale));
        }
        int rest = scalar.addFloat16(halves, halfOffset + 2L * i, power, scale, sum, offset + 4L * i, count - i);
        return Math.max(maxLane(max) >>> 16, rest);
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
        int i = 0;
        for (; i <= count - VectorLanes.BITS_READ; i += 4 * LANES) {
            long from = bitOffset + i / 8;
            long at = offset + 4L * i;
            // All four before the first store: the compiler takes it that a store may change the bits.
            FloatVector first = VectorLanes.signed(bits, from, 0, magnitude);
            FloatVector second = VectorLanes.signed(bits, from, 1, magnitude);
            FloatVector third = VectorLanes.signed(bits, from, 2, magnitude);
            FloatVector fourth = VectorLanes.signed(bits, from, 3, magnitude);
            store(first, values, at);
            store(second, values, at + 4L * LANES);
            store(third, values, at + 8L * LANES);
            store(fourth, values, at + 12L * LANES);
        }
        scalar.unpackSigns(bits, bitOffset + i / 8, magnitude, values, offset + 4L * i, count - i);
    }

    @Override
    public void addSigns(
            MemorySegment bits, long bitOffset, float magnitude, MemorySegment sum, long offset, int count) {
        int i = 0;
        for (; i <= count - VectorLanes.BITS_READ; i += 4 * LANES) {
            long from = bitOffset + i / 8;
            long at = offset + 4L * i;
            FloatVector first = VectorLanes.signed(bits, from, 0, magnitude);
            FloatVector second = VectorLanes.signed(bits, from, 1, magnitude);
            FloatVector third = VectorLanes.signed(bits, from, 2, magnitude);
            FloatVector fourth = VectorLanes.signed(bits, from, 3, magnitude);
            addTo(sum, at, first);
            addTo(sum, at + 4L * LANES, second);
            addTo(sum, at + 8L * LANES, third);
            addTo(sum, at + 12L * LANES, fourth);
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
    public void sgdStep(SgdRule rule, MemorySegment g, MemorySegment b, MemorySegment w, long offset, int count) {
        FloatVector m = FloatVector.broadcast(FLOATS, rule.momentum());
        FloatVector decay = FloatVector.broadcast(FLOATS, rule.weightDecay());
        FloatVector minusRate = FloatVector.broadcast(FLOATS, -rule.rate());
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            long at = offset + 4L * i;
            FloatVector weight = floats(w, at);
            FloatVector pull = rule.weightDecay() == 0 ? floats(g, at) : weight.fma(decay, floats(g, at));
            FloatVector velocity = floats(b, at).mul(m).add(pull);
            velocity.intoMemorySegment(b, at, LITTLE_ENDIAN);
            FloatVector direction = rule.nesterov() ? velocity.fma(m, pull) : velocity;
            direction.fma(minusRate, weight).intoMemorySegment(w, at, LITTLE_ENDIAN);
        }
        scalar.sgdStep(rule, g, b, w, offset + 4L * i, count - i);
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

    static FloatVector floats(MemorySegment segment, long offset) {
        return FloatVector.fromMemorySegment(FLOATS, segment, offset, LITTLE_ENDIAN);
    }

    static IntVector ints(MemorySegment segment, long offset) {
        return IntVector.fromMemorySegment(INTS, segment, offset, LITTLE_ENDIAN);
    }

    private static IntVector magnitude(MemorySegment segment, long offset) {
        return ints(segment, offset).and(MAGNITUDE);
    }

    private static int maxLane(IntVector magnitudes) {
        return magnitudes.reduceLanes(VectorOperators.MAX);
    }

    static FloatVector clamp(FloatVector value, float levels) {
        FloatVector bounded =
                FloatVector.broadcast(FLOATS, levels).blend(value, value.compare(VectorOperators.LE, levels));
        return FloatVector.broadcast(FLOATS, -levels).blend(bounded, bounded.compare(VectorOperators.GE, -levels));
    }

    static ByteVector bytes(IntVector values) {
        return (ByteVector) values.convertShape(VectorOperators.I2B, BYTES, 0);
    }

    /** In the low half of each lane; right for magnitudes that do not round to infinity. */
    private static IntVector bfloat16(IntVector bits) {
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        return bits.add(0x7FFF).add(odd).lanewise(VectorOperators.LSHR, 16);
    }

    /** @param high a half in the high part of each lane, zeros below; as Float16Bits */
    private static FloatVector widenFloat16(IntVector high) {
        IntVector magnitude = high.and(MAGNITUDE).lanewise(VectorOperators.LSHR, 3);
        return magnitude.or(high.and(SIGN)).reinterpretAsFloats().mul(REBIAS);
    }

    private static void store(FloatVector vector, MemorySegment segment, long offset) {
        vector.intoMemorySegment(segment, offset, LITTLE_ENDIAN);
    }

    private static void addTo(MemorySegment sum, long offset, FloatVector term) {
        store(floats(sum, offset).add(term), sum, offset);
    }
}
