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
    private final int[] codes = new int[1 << Byte.SIZE];
    private final int[] lengths = new int[1 << Byte.SIZE];
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
            codes[level & 0xFF] = (int) EliasCode.gamma(magnitude) | sign;
            lengths[level & 0xFF] = level == 0 ? length : length + 1;
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

    void write(MemorySegment quantized, int count, CodeWriter out) {
        int i = 0;
        for (; i <= count - 3; i += 3) {
            int first = quantized.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            int second = quantized.get(ValueLayout.JAVA_BYTE, i + 1) & 0xFF;
            int third = quantized.get(ValueLayout.JAVA_BYTE, i + 2) & 0xFF;
            int two = lengths[first] + lengths[second];
            long code = codes[first] | (long) codes[second] << lengths[first] | (long) codes[third] << two;
            out.add(code, two + lengths[third]);
        }
        for (; i < count; i++) {
            int level = quantized.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            out.add(codes[level], lengths[level]);
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
