package io.gossamer.codec.array;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.entropy.Elias;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Signed levels, one to a byte, as the magnitude plus one in Elias gamma and, unless it is zero, the sign (1 for negative).
 * Tables hold the code of each level, and what the next 12 bits decode to: up to eight levels at once.
 */
final class EliasLevels {
    private static final int WINDOW_BITS = 12;
    private static final int AT_ONCE = Long.BYTES;

    /** Tables cost more to make than a short array to code. */
    private static final AtomicReferenceArray<EliasLevels> MADE = new AtomicReferenceArray<>(Byte.MAX_VALUE + 1);

    private final int levels;
    /** The code of each level, as a byte, and in the lowest byte its length. */
    private final int[] codes = new int[1 << Byte.SIZE];

    /** What whole codes within each window decode to, the first in the lowest byte. */
    private final long[] decoded = new long[1 << WINDOW_BITS];
    /** How many levels that are, times 16, plus how many bits. */
    private final short[] taken = new short[1 << WINDOW_BITS];

    /** @param levels the largest level, 1 to 127 */
    static EliasLevels of(int levels) {
        EliasLevels made = MADE.get(levels);
        if (made == null) {
            made = new EliasLevels(levels);
            MADE.set(levels, made);
        }
        return made;
    }

    private EliasLevels(int levels) {
        this.levels = levels;
        for (int level = -levels; level <= levels; level++) {
            int magnitude = Math.abs(level) + 1;
            int length = EliasCode.gammaLength(magnitude);
            int sign = (level >>> Integer.SIZE - 1) << length;
            int code = (int) EliasCode.gamma(magnitude) | sign;
            codes[level & 0xFF] = code << Byte.SIZE | (level == 0 ? length : length + 1);
        }
        for (int window = 0; window < decoded.length; window++) {
            fill(window);
        }
    }

    private void fill(int window) {
        int bits = 0;
        int count = 0;
        for (; count < AT_ONCE; count++) {
            int rest = window >>> bits;
            int magnitude = EliasCode.value(rest | 1 << WINDOW_BITS) - 1;
            int length = EliasCode.gammaLength(magnitude + 1) + (magnitude == 0 ? 0 : 1);
            if (bits + length > WINDOW_BITS || magnitude > levels) {
                break;
            }
            boolean negative = magnitude != 0 && (rest >>> length - 1 & 1) == 1;
            decoded[window] |= ((negative ? -magnitude : magnitude) & 0xFFL) << count * Byte.SIZE;
            bits += length;
        }
        taken[window] = (short) (count << 4 | bits);
    }

    /** Writes buckets: joins the codes of three levels, then strings these together, so that neither waits for the other. */
    final class Writer {
        private static final int AT_ONCE = 3;
        private static final int PART = 1024 * AT_ONCE;

        private final CodeWriter out;
        private final long[] joined = new long[PART / AT_ONCE];
        private final int[] lengths = new int[PART / AT_ONCE];

        Writer(CodeWriter out) {
            this.out = out;
        }

        void write(MemorySegment quantized, int count) {
            for (int first = 0; first < count; first += PART) {
                write(quantized, first, Math.min(PART, count - first));
            }
        }

        private void write(MemorySegment quantized, int first, int count) {
            int whole = count / AT_ONCE;
            for (int i = 0; i < whole; i++) {
                int three = quantized.get(LittleEndian.INT, first + AT_ONCE * (long) i);
                // A shift takes no more than the low six bits of a number, which are the length.
                int one = codes[three & codes.length - 1];
                int two = codes[three >>> 8 & codes.length - 1];
                int last = codes[three >>> 16 & codes.length - 1];
                joined[i] = one >>> Byte.SIZE
                        | (long) (two >>> Byte.SIZE) << one
                        | (long) (last >>> Byte.SIZE) << one + two;
                lengths[i] = one + two + last & 0xFF;
            }
            out.addAll(joined, lengths, whole);
            for (int i = whole * AT_ONCE; i < count; i++) {
                int code = codes[quantized.get(ValueLayout.JAVA_BYTE, first + i) & 0xFF];
                out.add(code >>> Byte.SIZE, code & 0xFF);
            }
        }
    }

    /** @param quantized with room for eight bytes more than {@code count} */
    void read(BitReader in, MemorySegment quantized, int count) throws CorruptMessageException {
        int i = 0;
        while (i < count) {
            int window = (int) in.peek() & decoded.length - 1;
            int found = taken[window] >> 4;
            if (found == 0 || found > count - i) {
                quantized.set(ValueLayout.JAVA_BYTE, i++, (byte) readOne(in));
            } else {
                quantized.set(LittleEndian.LONG, i, decoded[window]);
                in.skip(taken[window] & 0xF);
                i += found;
            }
        }
    }

    private int readOne(BitReader in) throws CorruptMessageException {
        int magnitude = (int) Elias.readGamma(in, levels + 1L) - 1;
        return magnitude != 0 && in.read(1) == 1 ? -magnitude : magnitude;
    }
}
