package io.gossamer.codec.entropy;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Groups of all lanes by the Vector API, in four vectors of eight lanes: the table is looked up by a gather, and the words
 * that some of the lanes take are spread over them in their order. The same steps as in {@link RansDecoder}.
 */
final class VectorRansDecoder {
    /** Words in front of those that are taken which are looked at. */
    static final int LOOK_AHEAD = 8;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
    private static final int WIDTH = INTS.length();
    /** Of lanes of a vector. */
    private static final int SETS = 1 << WIDTH;

    private static final int MASK = FrequencyTable.TOTAL - 1;

    /** For each set of lanes: which of the last eight words each of these takes, the first the last. */
    private static final int[] LAST_WORDS = lastWords();

    private final int[] slots = new int[Lanes.MOST];

    private static int[] lastWords() {
        int[] lastWords = new int[WIDTH * SETS];
        for (int set = 0; set < SETS; set++) {
            for (int lane = 0; lane < WIDTH; lane++) {
                lastWords[WIDTH * set + lane] = WIDTH - 1 - Integer.bitCount(set & (1 << lane) - 1);
            }
        }
        return lastWords;
    }

    /**
     * Decodes whole groups, the first {@code count} bytes, by the words in front of a place, and returns where those begin
     * that are left. All written out: calls are more than the compiler inlines into a loop so large, and a vector that
     * passes a call goes through memory.
     */
    int decode(int[] entries, int[] states, short[] words, int from, byte[] bytes, int count) {
        IntVector state0 = IntVector.fromArray(INTS, states, 0);
        IntVector state1 = IntVector.fromArray(INTS, states, WIDTH);
        IntVector state2 = IntVector.fromArray(INTS, states, 2 * WIDTH);
        IntVector state3 = IntVector.fromArray(INTS, states, 3 * WIDTH);
        int end0 = from;
        for (int i = 0; i < count; i += Lanes.MOST) {
            state0.and(MASK).intoArray(slots, 0);
            state1.and(MASK).intoArray(slots, WIDTH);
            state2.and(MASK).intoArray(slots, 2 * WIDTH);
            state3.and(MASK).intoArray(slots, 3 * WIDTH);
            IntVector entry0 = IntVector.fromArray(INTS, entries, 0, slots, 0);
            IntVector entry1 = IntVector.fromArray(INTS, entries, 0, slots, WIDTH);
            IntVector entry2 = IntVector.fromArray(INTS, entries, 0, slots, 2 * WIDTH);
            IntVector entry3 = IntVector.fromArray(INTS, entries, 0, slots, 3 * WIDTH);

            IntVector bytes01 = entry0.and(0xFF).or(entry1.and(0xFF).lanewise(VectorOperators.LSHL, 8));
            IntVector bytes23 = entry2.and(0xFF).or(entry3.lanewise(VectorOperators.LSHL, 8));
            bytes01.or(bytes23.lanewise(VectorOperators.LSHL, 16))
                    .reinterpretAsBytes()
                    .intoArray(bytes, i);

            IntVector frequency0 = entry0.lanewise(VectorOperators.LSHR, DecodingTable.FREQUENCY_SHIFT);
            IntVector frequency1 = entry1.lanewise(VectorOperators.LSHR, DecodingTable.FREQUENCY_SHIFT);
            IntVector frequency2 = entry2.lanewise(VectorOperators.LSHR, DecodingTable.FREQUENCY_SHIFT);
            IntVector frequency3 = entry3.lanewise(VectorOperators.LSHR, DecodingTable.FREQUENCY_SHIFT);
            IntVector place0 = entry0.lanewise(VectorOperators.LSHR, DecodingTable.PLACE_SHIFT)
                    .and(MASK);
            IntVector place1 = entry1.lanewise(VectorOperators.LSHR, DecodingTable.PLACE_SHIFT)
                    .and(MASK);
            IntVector place2 = entry2.lanewise(VectorOperators.LSHR, DecodingTable.PLACE_SHIFT)
                    .and(MASK);
            IntVector place3 = entry3.lanewise(VectorOperators.LSHR, DecodingTable.PLACE_SHIFT)
                    .and(MASK);
            state0 = state0.lanewise(VectorOperators.LSHR, FrequencyTable.BITS)
                    .mul(frequency0)
                    .add(place0);
            state1 = state1.lanewise(VectorOperators.LSHR, FrequencyTable.BITS)
                    .mul(frequency1)
                    .add(place1);
            state2 = state2.lanewise(VectorOperators.LSHR, FrequencyTable.BITS)
                    .mul(frequency2)
                    .add(place2);
            state3 = state3.lanewise(VectorOperators.LSHR, FrequencyTable.BITS)
                    .mul(frequency3)
                    .add(place3);

            VectorMask<Integer> low0 = state0.compare(VectorOperators.LT, Rans.LOWEST_STATE);
            VectorMask<Integer> low1 = state1.compare(VectorOperators.LT, Rans.LOWEST_STATE);
            VectorMask<Integer> low2 = state2.compare(VectorOperators.LT, Rans.LOWEST_STATE);
            VectorMask<Integer> low3 = state3.compare(VectorOperators.LT, Rans.LOWEST_STATE);
            int set0 = (int) low0.toLong();
            int set1 = (int) low1.toLong();
            int set2 = (int) low2.toLong();
            int set3 = (int) low3.toLong();
            int end1 = end0 - Integer.bitCount(set0);
            int end2 = end1 - Integer.bitCount(set1);
            int end3 = end2 - Integer.bitCount(set2);
            IntVector read0 = (IntVector) ShortVector.fromArray(SHORTS, words, end0 - WIDTH)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            IntVector read1 = (IntVector) ShortVector.fromArray(SHORTS, words, end1 - WIDTH)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            IntVector read2 = (IntVector) ShortVector.fromArray(SHORTS, words, end2 - WIDTH)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            IntVector read3 = (IntVector) ShortVector.fromArray(SHORTS, words, end3 - WIDTH)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            IntVector word0 =
                    IntVector.fromArray(INTS, LAST_WORDS, WIDTH * set0).selectFrom(read0);
            IntVector word1 =
                    IntVector.fromArray(INTS, LAST_WORDS, WIDTH * set1).selectFrom(read1);
            IntVector word2 =
                    IntVector.fromArray(INTS, LAST_WORDS, WIDTH * set2).selectFrom(read2);
            IntVector word3 =
                    IntVector.fromArray(INTS, LAST_WORDS, WIDTH * set3).selectFrom(read3);
            state0 = state0.blend(
                    state0.lanewise(VectorOperators.LSHL, Rans.WORD_BITS).or(word0), low0);
            state1 = state1.blend(
                    state1.lanewise(VectorOperators.LSHL, Rans.WORD_BITS).or(word1), low1);
            state2 = state2.blend(
                    state2.lanewise(VectorOperators.LSHL, Rans.WORD_BITS).or(word2), low2);
            state3 = state3.blend(
                    state3.lanewise(VectorOperators.LSHL, Rans.WORD_BITS).or(word3), low3);
            end0 = end3 - Integer.bitCount(set3);
        }
        state0.intoArray(states, 0);
        state1.intoArray(states, WIDTH);
        state2.intoArray(states, 2 * WIDTH);
        state3.intoArray(states, 3 * WIDTH);
        return end0;
    }
}
