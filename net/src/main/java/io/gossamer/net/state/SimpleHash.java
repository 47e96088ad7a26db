package io.gossamer.net.state;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The 32-bit content hash of PCCL's shared state ("simplehash"; Prime Collective Communications Library, arXiv 2505.14065).
 * It is laid out for processors that fold many strands at once: the array is cut into sections, a section is folded by
 * 256 strands that take turns, and the strands are folded pairwise. Every machine finds the same value, whatever its
 * byte order. It finds accidents, not forgeries.
 *
 * <ul>
 *   <li>{@code combine(a, b)}: a ^= b + 0x9e3779b1; a = rotate left by 7; a *= 0x85ebca6b
 *   <li>a vector is four little-endian words of 32 bits; the n whole vectors are cut into
 *       {@code min(960, ceil(n / 256))} sections of equally many, the last shorter or empty
 *   <li>strand t of a section combines, from 0, the words of its vectors t, t + 256, ...
 *   <li>256 strands are one value: in each row of 32, value i is combined with value i + 16, then i + 8, 4, 2, 1; the
 *       eight firsts, and 24 zeros behind them, are folded alike
 *   <li>the value of section s is combined into slot s mod 256, the slots are folded as strands are
 *   <li>words behind the last vector, then the bytes behind the last word, filled up with zeros, are combined in
 * </ul>
 */
public final class SimpleHash {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int STRANDS = 256;
    private static final int ROW = 32;
    private static final int MOST_SECTIONS = 960;
    private static final int VECTOR_BYTES = 16;

    private SimpleHash() {}

    /** The hash of an array; 0 of none. */
    public static int of(MemorySegment bytes) {
        long vectors = bytes.byteSize() / VECTOR_BYTES;
        int hash = vectors == 0 ? 0 : ofVectors(bytes, vectors);
        long at = vectors * VECTOR_BYTES;
        for (; at + Integer.BYTES <= bytes.byteSize(); at += Integer.BYTES) {
            hash = combine(hash, bytes.get(WORD, at));
        }
        return at < bytes.byteSize() ? combine(hash, partialWord(bytes, at)) : hash;
    }

    private static int ofVectors(MemorySegment bytes, long vectors) {
        long sections = Math.min(MOST_SECTIONS, Math.ceilDiv(vectors, STRANDS));
        long length = Math.ceilDiv(vectors, sections);
        int[] slots = new int[STRANDS];
        int[] strands = new int[STRANDS];
        for (int section = 0; section < sections; section++) {
            Arrays.fill(strands, 0);
            foldSection(bytes, section * length, Math.min(vectors, (section + 1) * length), strands);
            int slot = section % STRANDS;
            slots[slot] = combine(slots[slot], fold(strands));
        }
        return fold(slots);
    }

    private static void foldSection(MemorySegment bytes, long from, long to, int[] strands) {
        for (long row = from; row < to; row += STRANDS) {
            int count = (int) Math.min(STRANDS, to - row);
            for (int strand = 0; strand < count; strand++) {
                long at = (row + strand) * VECTOR_BYTES;
                int hash = combine(strands[strand], bytes.get(WORD, at));
                hash = combine(hash, bytes.get(WORD, at + 4));
                hash = combine(hash, bytes.get(WORD, at + 8));
                strands[strand] = combine(hash, bytes.get(WORD, at + 12));
            }
        }
    }

    /** Folds 256 values into one; they are overwritten. */
    private static int fold(int[] values) {
        int[] firsts = new int[ROW];
        for (int row = 0; row < STRANDS / ROW; row++) {
            firsts[row] = foldRow(values, row * ROW);
        }
        return foldRow(firsts, 0);
    }

    private static int foldRow(int[] values, int from) {
        for (int half = ROW / 2; half > 0; half /= 2) {
            for (int i = from; i < from + half; i++) {
                values[i] = combine(values[i], values[i + half]);
            }
        }
        return values[from];
    }

    private static int partialWord(MemorySegment bytes, long at) {
        int word = 0;
        for (long i = bytes.byteSize() - 1; i >= at; i--) {
            word = word << Byte.SIZE | bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        }
        return word;
    }

    static int combine(int hash, int word) {
        return Integer.rotateLeft(hash ^ word + 0x9e3779b1, 7) * 0x85ebca6b;
    }
}
