package io.gossamer.codec.kernel;

import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Narrow elements to and from lanes of 32 bits, by shuffles and shifts of whole vectors: measured here, that is two to
 * four times as fast as converting between shapes.
 */
final class VectorLanes {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final VectorShuffle<Integer> EVEN_THEN_ODD =
            VectorShuffle.fromOp(INTS, i -> i < LANES / 2 ? 2 * i : 2 * i - LANES + 1);
    private static final VectorShuffle<Integer> LOWER_TWICE = VectorShuffle.fromOp(INTS, i -> i / 2);
    private static final VectorShuffle<Integer> UPPER_TWICE = VectorShuffle.fromOp(INTS, i -> (LANES + i) / 2);
    private static final VectorShuffle<Integer> QUARTER_0 = quarter(0);
    private static final VectorShuffle<Integer> QUARTER_1 = quarter(1);
    private static final VectorShuffle<Integer> QUARTER_2 = quarter(2);
    private static final VectorShuffle<Integer> QUARTER_3 = quarter(3);
    private static final IntVector HALF_TO_TOP = perLane(i -> i % 2 == 0 ? 16 : 0);
    private static final IntVector BYTE_TO_TOP = perLane(i -> 24 - 8 * (i % 4));
    private static final IntVector BIT_TO_TOP_0 = bitToTop(0);
    private static final IntVector BIT_TO_TOP_1 = bitToTop(1);
    private static final IntVector BIT_TO_TOP_2 = bitToTop(2);
    private static final IntVector BIT_TO_TOP_3 = bitToTop(3);
    private static final int TOP_HALF = 0xFFFF0000;
    private static final int TOP_BIT = 0x80000000;

    private static final int EXPONENT = 0x7F800000;

    /** The bits of four vectors' signs are read as whole words, of which so many bits must be left. */
    static final int BITS_READ = Math.max(4 * LANES, Integer.SIZE);

    private VectorLanes() {}

    private static VectorShuffle<Integer> quarter(int number) {
        return VectorShuffle.fromOp(INTS, i -> (number * LANES + i) / 4);
    }

    private static IntVector bitToTop(int number) {
        return perLane(i -> Integer.SIZE - 1 - (number * LANES + i) % Integer.SIZE);
    }

    private interface LaneValue {
        int of(int lane);
    }

    private static IntVector perLane(LaneValue value) {
        int[] values = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            values[lane] = value.of(lane);
        }
        return IntVector.fromArray(INTS, values, 0);
    }

    /** The low halves of all lanes of one vector, then those of the other; their high halves must be zero. */
    static IntVector pack(IntVector first, IntVector second) {
        LongVector even = pairs(first).and(0xFFFFFFFFL);
        LongVector odd = pairs(second).lanewise(VectorOperators.LSHL, 32);
        return even.or(odd).reinterpretAsInts().rearrange(EVEN_THEN_ODD);
    }

    /** In the lower half of each long the low halves of its two ints. */
    private static LongVector pairs(IntVector lowHalves) {
        LongVector longs = lowHalves.reinterpretAsLongs();
        return longs.or(longs.lanewise(VectorOperators.LSHR, 16));
    }

    /** The first half of packed shorts, each in the high part of a lane, zeros below. */
    static IntVector firstHalves(IntVector packed) {
        return packed.rearrange(LOWER_TWICE)
                .lanewise(VectorOperators.LSHL, HALF_TO_TOP)
                .and(TOP_HALF);
    }

    /** The second half of packed shorts, likewise. */
    static IntVector secondHalves(IntVector packed) {
        return packed.rearrange(UPPER_TWICE)
                .lanewise(VectorOperators.LSHL, HALF_TO_TOP)
                .and(TOP_HALF);
    }

    /** The first quarter of packed signed bytes, as floats. */
    static FloatVector firstQuarter(IntVector packed) {
        return topBytes(packed.rearrange(QUARTER_0));
    }

    static FloatVector secondQuarter(IntVector packed) {
        return topBytes(packed.rearrange(QUARTER_1));
    }

    static FloatVector thirdQuarter(IntVector packed) {
        return topBytes(packed.rearrange(QUARTER_2));
    }

    static FloatVector lastQuarter(IntVector packed) {
        return topBytes(packed.rearrange(QUARTER_3));
    }

    /** Packed unsigned bytes of one quarter, where a float has its exponent. */
    static IntVector exponents(IntVector packed, int quarter) {
        VectorShuffle<Integer> spread = switch (quarter) {
            case 0 -> QUARTER_0;
            case 1 -> QUARTER_1;
            case 2 -> QUARTER_2;
            default -> QUARTER_3;
        };
        return packed.rearrange(spread)
                .lanewise(VectorOperators.LSHL, BYTE_TO_TOP)
                .lanewise(VectorOperators.LSHR, 1)
                .and(EXPONENT);
    }

    /**
     * The sign bit where the bit of the lane is 0, else zero.
     *
     * @param bits those of four vectors from {@code offset} on, low bits first; at least {@link #BITS_READ}
     * @param quarter which of the four
     */
    static IntVector negative(MemorySegment bits, long offset, int quarter) {
        IntVector toTop = switch (quarter) {
            case 0 -> BIT_TO_TOP_0;
            case 1 -> BIT_TO_TOP_1;
            case 2 -> BIT_TO_TOP_2;
            default -> BIT_TO_TOP_3;
        };
        int word = bits.get(LittleEndian.INT, offset + quarter * LANES / Integer.SIZE * Integer.BYTES);
        return IntVector.broadcast(INTS, ~word)
                .lanewise(VectorOperators.LSHL, toTop)
                .and(TOP_BIT);
    }

    /** {@code magnitude} where the bit of the lane is 1, {@code -magnitude} where it is 0; otherwise as the above. */
    static FloatVector signed(MemorySegment bits, long offset, int quarter, float magnitude) {
        return negative(bits, offset, quarter)
                .lanewise(VectorOperators.XOR, Float.floatToRawIntBits(magnitude))
                .reinterpretAsFloats();
    }

    private static FloatVector topBytes(IntVector spread) {
        IntVector signed = spread.lanewise(VectorOperators.LSHL, BYTE_TO_TOP).lanewise(VectorOperators.ASHR, 24);
        return (FloatVector) signed.convert(VectorOperators.I2F, 0);
    }
}
