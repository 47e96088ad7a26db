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
    private static final LongVector LANE =
            LongVector.broadcast(LONGS, 0).addIndex(1).lanewise(VectorOperators.LSHL, Integer.SIZE);
    private static final LongVector MULTIPLIER_0 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_0);
    private static final LongVector MULTIPLIER_1 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_1);
    private static final long LOW_WORD = 0xFFFFFFFFL;

    private final ScalarFill scalar = new ScalarFill();

    @Override
    public void words(StreamKey key, int firstBlock, long blocks, MemorySegment memory, long from) {
        int lanes = LONGS.length();
        long done = 0;
        for (; done <= blocks - lanes; done += lanes) {
            storeBlocks(key, (int) (firstBlock + done), memory, 4 * (from + 4 * done));
        }
        scalar.words(key, (int) (firstBlock + done), blocks - done, memory, from + 4 * done);
    }

    /**
     * Each lane holds a 32-bit word in its high half, where the next product has the word it is needed for, and in its low
     * half what does not matter. No vector comes in from outside: where this method is not compiled into its caller, the
     * compiler would make an object of it in every round.
     */
    private static void storeBlocks(StreamKey key, int firstBlock, MemorySegment memory, long offset) {
        LongVector c0 = LANE.add(high(firstBlock));
        LongVector c1 = LongVector.broadcast(LONGS, high(key.step()));
        LongVector c2 = LongVector.broadcast(LONGS, high(key.node()));
        LongVector c3 = LongVector.broadcast(LONGS, high(key.purposeAndTensor()));
        LongVector key0 = LongVector.broadcast(LONGS, high(key.low()));
        LongVector key1 = LongVector.broadcast(LONGS, high(key.high()));
        for (int round = 0; round < Philox.ROUNDS; round++) {
            LongVector product0 = product(c0, MULTIPLIER_0);
            LongVector product1 = product(c2, MULTIPLIER_1);
            c0 = product1.lanewise(VectorOperators.XOR, c1.lanewise(VectorOperators.XOR, key0));
            c1 = product1.lanewise(VectorOperators.LSHL, Integer.SIZE);
            c2 = product0.lanewise(VectorOperators.XOR, c3.lanewise(VectorOperators.XOR, key1));
            c3 = product0.lanewise(VectorOperators.LSHL, Integer.SIZE);
            key0 = key0.add(high(Philox.KEY_STEP_0));
            key1 = key1.add(high(Philox.KEY_STEP_1));
        }
        LongVector firstHalves = c0.lanewise(VectorOperators.LSHR, Integer.SIZE).or(c1);
        LongVector secondHalves =
                c2.lanewise(VectorOperators.LSHR, Integer.SIZE).or(c3);
        store(firstHalves.rearrange(ZIP_LOW, secondHalves), memory, offset);
        store(firstHalves.rearrange(ZIP_HIGH, secondHalves), memory, offset + LONGS.vectorByteSize());
    }

    private static long high(int word) {
        return (long) word << Integer.SIZE;
    }

    /**
     * Of the words in the high halves. The shift and the mask let the compiler see that both factors have 32 bits; without
     * them it multiplies 64 x 64 bits, which costs several times as much.
     */
    private static LongVector product(LongVector words, LongVector multiplier) {
        return words.lanewise(VectorOperators.LSHR, Integer.SIZE).mul(multiplier.and(LOW_WORD));
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
