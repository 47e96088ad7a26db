package io.gossamer.codec.entropy;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Groups of all lanes by the Vector API, eight lanes at a time: the tables are looked up by a gather, and the words that
 * some of the lanes take are spread over them in their order. The same steps as in {@link RansDecoder}.
 */
final class VectorRansDecoder {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final int WIDTH = INTS.length();
    private static final int MASK = FrequencyTable.TOTAL - 1;
    private static final int WORD_BITS = 16;
    /** Bytes that a group takes or only looks at. */
    static final int READ_AHEAD = 2 * Lanes.MOST;

    private final int[] slots = new int[WIDTH];

    /** Decodes whole groups, for which there must be words enough to look at; returns where the words go on. */
    long decode(int[] entries, int[] states, MemorySegment words, long at, MemorySegment bytes, long from, int groups) {
        long next = at;
        // One vector at a time: more of them are more than the compiler inlines into one loop.
        for (int i = 0; i < groups * Lanes.MOST; i += WIDTH) {
            int lane = i & Lanes.MOST - 1;
            IntVector state = IntVector.fromArray(INTS, states, lane);
            state.and(MASK).intoArray(slots, 0);
            IntVector entry = IntVector.fromArray(INTS, entries, 0, slots, 0);
            state = advance(state, entry);
            store(entry, bytes, from + i);
            VectorMask<Integer> low = low(state);
            take(state, low, words, next).intoArray(states, lane);
            next += 2L * low.trueCount();
        }
        return next;
    }

    private static IntVector advance(IntVector states, IntVector entry) {
        IntVector frequency = entry.lanewise(VectorOperators.LSHR, FrequencyTable.BITS)
                .and(MASK)
                .add(1);
        return frequency
                .mul(states.lanewise(VectorOperators.LSHR, FrequencyTable.BITS))
                .add(entry.and(MASK));
    }

    private static VectorMask<Integer> low(IntVector states) {
        return states.lanewise(VectorOperators.LSHR, WORD_BITS).compare(VectorOperators.EQ, 0);
    }

    private static IntVector take(IntVector states, VectorMask<Integer> low, MemorySegment words, long next) {
        IntVector read = (IntVector) ShortVector.fromMemorySegment(SHORTS, words, next, LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
        return states.blend(states.lanewise(VectorOperators.LSHL, WORD_BITS).or(read.expand(low)), low);
    }

    private static void store(IntVector entry, MemorySegment bytes, long offset) {
        ((ByteVector) entry.lanewise(VectorOperators.LSHR, 24).convertShape(VectorOperators.I2B, BYTES, 0))
                .intoMemorySegment(bytes, offset, LITTLE_ENDIAN);
    }
}
