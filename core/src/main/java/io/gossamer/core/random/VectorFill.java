package io.gossamer.core.random;

import static java.nio.ByteOrder.nativeOrder;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Bulk draws by vectors: one block per 64-bit lane for the words, one float per 32-bit lane afterwards. */
final class VectorFill implements FillKernel {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private static final VectorShuffle<Long> ZIP_LOW = VectorShuffle.makeZip(LONGS, 0);
    private static final VectorShuffle<Long> ZIP_HIGH = VectorShuffle.makeZip(LONGS, 1);
    private static final LongVector LANE = LongVector.broadcast(LONGS, 0).addIndex(1);
    private static final long LOW_WORD = 0xFFFFFFFFL;

    private static final LongVector MULTIPLIER_0 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_0);
    private static final LongVector MULTIPLIER_1 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_1);

    private final ScalarFill scalar = new ScalarFill();

    @Override
    public void words(StreamKey key, int firstBlock, long blocks, MemorySegment memory, long from) {
        int lanes = LONGS.length();
        long[] keys0 = keys(key.low(), Philox.KEY_STEP_0);
        long[] keys1 = keys(key.high(), Philox.KEY_STEP_1);
        long c1 = Integer.toUnsignedLong(key.step());
        long c2 = Integer.toUnsignedLong(key.node());
        long c3 = Integer.toUnsignedLong(key.purposeAndTensor());
        long done = 0;
        for (; done <= blocks - lanes; done += lanes) {
            long c0 = Integer.toUnsignedLong((int) (firstBlock + done));
            storeBlocks(LANE.add(c0), c1, c2, c3, keys0, keys1, memory, 4 * (from + 4 * done));
        }
        scalar.words(key, (int) (firstBlock + done), blocks - done, memory, from + 4 * done);
    }

    /** The keys of the rounds, made once for all blocks. */
    private static long[] keys(int first, int step) {
        long[] keys = new long[Philox.ROUNDS];
        for (int round = 0; round < keys.length; round++) {
            keys[round] = Integer.toUnsignedLong(first + round * step);
        }
        return keys;
    }

    /**
     * Each lane holds a 32-bit word in its low half, so that one multiplication yields both halves of the product. The
     * masks on both factors change nothing but let the compiler see that; without them it multiplies 64 x 64 bits, which
     * costs several times as much.
     */
    private static void storeBlocks(
            LongVector c0,
            long second,
            long third,
            long fourth,
            long[] keys0,
            long[] keys1,
            MemorySegment memory,
            long offset) {
        LongVector c1 = LongVector.broadcast(LONGS, second);
        LongVector c2 = LongVector.broadcast(LONGS, third);
        LongVector c3 = LongVector.broadcast(LONGS, fourth);
        for (int round = 0; round < Philox.ROUNDS; round++) {
            LongVector product0 = c0.and(LOW_WORD).mul(MULTIPLIER_0.and(LOW_WORD));
            LongVector product1 = c2.and(LOW_WORD).mul(MULTIPLIER_1.and(LOW_WORD));
            c0 = high(product1).lanewise(VectorOperators.XOR, c1).lanewise(VectorOperators.XOR, keys0[round]);
            c1 = product1.and(LOW_WORD);
            c2 = high(product0).lanewise(VectorOperators.XOR, c3).lanewise(VectorOperators.XOR, keys1[round]);
            c3 = product0.and(LOW_WORD);
        }
        LongVector firstHalves = c0.or(c1.lanewise(VectorOperators.LSHL, 32));
        LongVector secondHalves = c2.or(c3.lanewise(VectorOperators.LSHL, 32));
        store(firstHalves.rearrange(ZIP_LOW, secondHalves), memory, offset);
        store(firstHalves.rearrange(ZIP_HIGH, secondHalves), memory, offset + LONGS.vectorByteSize());
    }

    private static LongVector high(LongVector product) {
        return product.lanewise(VectorOperators.LSHR, 32);
    }

    /** Stores pairs of words, the first of each in the low half of its lane. */
    private static void store(LongVector pairs, MemorySegment memory, long offset) {
        pairs.reinterpretAsInts().intoMemorySegment(memory, offset, nativeOrder());
    }

    @Override
    public void uniform(MemorySegment memory, long from, long count, float low, float width, float top) {
        long done = 0;
        for (; done <= count - INTS.length(); done += INTS.length()) {
            long offset = 4 * (from + done);
            IntVector bits = IntVector.fromMemorySegment(INTS, memory, offset, nativeOrder())
                    .lanewise(VectorOperators.LSHR, 8);
            floats(bits).mul(0x1p-24f).fma(width, low).min(top).intoMemorySegment(memory, offset, nativeOrder());
        }
        scalar.uniform(memory, from + done, count - done, low, width, top);
    }

    @Override
    public void normal(MemorySegment memory, long from, long count, float mean, float standardDeviation) {
        long done = 0;
        for (; done <= count - INTS.length(); done += INTS.length()) {
            long offset = 4 * (from + done);
            standardNormal(IntVector.fromMemorySegment(INTS, memory, offset, nativeOrder()))
                    .fma(standardDeviation, mean)
                    .intoMemorySegment(memory, offset, nativeOrder());
        }
        scalar.normal(memory, from + done, count - done, mean, standardDeviation);
    }

    /** {@link StandardNormal#ofWord}, operation by operation. */
    private static FloatVector standardNormal(IntVector words) {
        FloatVector p = floats(words.and(StandardNormal.MAGNITUDE)).fma(StandardNormal.STEP, StandardNormal.HALF_STEP);
        FloatVector x = floats(words.not().and(StandardNormal.MAGNITUDE))
                .fma(2 * StandardNormal.STEP, 2 * StandardNormal.HALF_STEP);
        FloatVector one = FloatVector.broadcast(FLOATS, 1);
        FloatVector w = log(p.mul(4).mul(one.sub(p))).neg();
        FloatVector factor = polynomial(StandardNormal.CENTRE, w.sub(StandardNormal.CENTRE_SHIFT));
        VectorMask<Float> tail = w.compare(VectorOperators.GE, StandardNormal.SPLIT);
        if (tail.anyTrue()) {
            FloatVector far = polynomial(StandardNormal.TAIL, w.sqrt().sub(StandardNormal.TAIL_SHIFT));
            factor = factor.blend(far, tail);
        }
        return x.mul(factor)
                .reinterpretAsInts()
                .or(words.and(StandardNormal.SIGN))
                .reinterpretAsFloats();
    }

    private static FloatVector log(FloatVector v) {
        IntVector bits = v.reinterpretAsInts();
        IntVector exponent = bits.sub(StandardNormal.SQRT_HALF).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1);
        return floats(exponent)
                .fma(FloatVector.broadcast(FLOATS, StandardNormal.LN_2), f.mul(polynomial(StandardNormal.LOG, f)));
    }

    private static FloatVector polynomial(float[] coefficients, FloatVector t) {
        FloatVector sum = FloatVector.broadcast(FLOATS, coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = sum.fma(t, FloatVector.broadcast(FLOATS, coefficients[i]));
        }
        return sum;
    }

    private static FloatVector floats(IntVector ints) {
        return (FloatVector) ints.convert(VectorOperators.I2F, 0);
    }
}
