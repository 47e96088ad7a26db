package io.gossamer.codec.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Groups of all lanes by the Vector API, eight lanes at a time: the table is looked up by a gather, the division is one of
 * floats, put right. The same steps as in {@link RansEncoder}.
 */
final class VectorRansEncoder {
    /** Words behind those that are filled which may be overwritten. */
    static final int WRITE_AHEAD = 8;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WIDTH = INTS.length();
    /** Of lanes of a vector. */
    private static final int SETS = 1 << WIDTH;

    private static final int FREQUENCY = FrequencyTable.TOTAL - 1;
    /** Added to a float below 2^22, it leaves the nearest integer in the low bits. */
    private static final float ROUND = 0x1p23f;

    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    /** For each set of lanes: these, the last first. */
    private static final int[] LAST_FIRST = lastFirst();

    /** The entries of a group's bytes, lane by lane. */
    private final int[] looked = new int[Rans.BLOCK];

    private static int[] lastFirst() {
        int[] orders = new int[WIDTH * SETS];
        for (int set = 0; set < SETS; set++) {
            int place = WIDTH * set;
            for (int lane = WIDTH - 1; lane >= 0; lane--) {
                if ((set >>> lane & 1) == 1) {
                    orders[place++] = lane;
                }
            }
        }
        return orders;
    }

    /** Codes whole groups, the first {@code count} bytes, with words from a place on; returns where they end. */
    int encode(int[] entries, int[] states, byte[] bytes, int count, short[] words, int from) {
        int next = from;
        lookUp(entries, bytes, count);
        for (int i = count - WIDTH; i >= 0; i -= WIDTH) {
            int lane = i & Lanes.MOST - 1;
            IntVector entry = IntVector.fromArray(INTS, looked, i);
            IntVector frequency = entry.and(FREQUENCY);
            IntVector state = IntVector.fromArray(INTS, states, lane);
            VectorMask<Integer> tooLarge = state.compare(
                    VectorOperators.GE, frequency.lanewise(VectorOperators.LSHL, RansEncoder.LIMIT_SHIFT));
            int set = (int) tooLarge.toLong();
            put(state, set, words, next);
            next += Integer.bitCount(set);
            IntVector fitting = state.blend(state.lanewise(VectorOperators.LSHR, Rans.WORD_BITS), tooLarge);
            takeIn(fitting, frequency, entry.lanewise(VectorOperators.LSHR, FrequencyTable.BITS))
                    .intoArray(states, lane);
        }
        return next;
    }

    /** No state is needed for it, and one by one it is faster than a gather on some machines, as fast on others. */
    private void lookUp(int[] entries, byte[] bytes, int count) {
        for (int group = 0; group < count; group += Lanes.MOST) {
            for (int i = 0; i < WIDTH; i++) {
                int four = (int) FOUR_BYTES.get(bytes, group + 4 * i);
                looked[group + i] = entries[four & entries.length - 1];
                looked[group + i + WIDTH] = entries[four >>> 8 & entries.length - 1];
                looked[group + i + 2 * WIDTH] = entries[four >>> 16 & entries.length - 1];
                looked[group + i + 3 * WIDTH] = entries[four >>> 24 & entries.length - 1];
            }
        }
    }

    /** The low halves of a set of lanes. */
    private static void put(IntVector states, int set, short[] words, int from) {
        IntVector ordered = IntVector.fromArray(INTS, LAST_FIRST, WIDTH * set).selectFrom(states);
        ((ShortVector) ordered.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(words, from);
    }

    private static IntVector takeIn(IntVector state, IntVector frequency, IntVector start) {
        // Quotients are below 2^19, so that of floats errs by a sixteenth at most: rounded it is right or one too many.
        FloatVector ratio = ((FloatVector) state.convert(VectorOperators.I2F, 0))
                .div((FloatVector) frequency.convert(VectorOperators.I2F, 0));
        IntVector quotient = ratio.add(ROUND).reinterpretAsInts().sub(ROUND_BITS);
        IntVector remainder = state.sub(quotient.mul(frequency));
        IntVector minusOneTooMany = remainder.lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
        return quotient.add(minusOneTooMany)
                .lanewise(VectorOperators.LSHL, FrequencyTable.BITS)
                .add(remainder.add(frequency.and(minusOneTooMany)))
                .add(start);
    }
}
