package io.gossamer.codec.array;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.entropy.Elias;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The levels of a bucket that are not zero, each as the distance from the one before (Elias gamma), the sign (1 for
 * negative) and the magnitude (gamma); a distance beyond the last element by one ends the bucket. Tables hold the codes of
 * signed levels, and the element that the next 12 bits hold, where that is whole.
 */
final class EliasGaps {
    private static final int WINDOW_BITS = 12;
    private static final int NO_ELEMENT = 0;

    /** Tables cost more to make than a short array to code. */
    private static final AtomicReferenceArray<EliasGaps> MADE = new AtomicReferenceArray<>(Byte.MAX_VALUE + 1);

    private final int levels;
    /** Sign and magnitude of each level, as a byte. */
    private final int[] codes = new int[1 << Byte.SIZE];

    private final int[] lengths = new int[1 << Byte.SIZE];
    /** The level in the upper half, then the distance and the number of bits, a byte each. */
    private final int[] elements = new int[1 << WINDOW_BITS];

    /** @param levels the largest level, 1 to 127 */
    static EliasGaps of(int levels) {
        EliasGaps made = MADE.get(levels);
        if (made == null) {
            made = new EliasGaps(levels);
            MADE.set(levels, made);
        }
        return made;
    }

    private EliasGaps(int levels) {
        this.levels = levels;
        for (int level = -levels; level <= levels; level++) {
            if (level != 0) {
                int negative = level >>> Integer.SIZE - 1;
                codes[level & 0xFF] = (int) EliasCode.gamma(Math.abs(level)) << 1 | negative;
                lengths[level & 0xFF] = EliasCode.gammaLength(Math.abs(level)) + 1;
            }
        }
        for (int window = 1; window < elements.length; window++) {
            elements[window] = element(window);
        }
    }

    private int element(int window) {
        int distance = EliasCode.value(window);
        int bits = EliasCode.gammaLength(distance);
        boolean negative = (window >>> bits & 1) == 1;
        int rest = window >>> bits + 1;
        int magnitude = rest == 0 ? 0 : EliasCode.value(rest);
        if (magnitude == 0 || magnitude > levels || bits + 1 + EliasCode.gammaLength(magnitude) > WINDOW_BITS) {
            return NO_ELEMENT;
        }
        bits += 1 + EliasCode.gammaLength(magnitude);
        return (negative ? -magnitude : magnitude) << 2 * Byte.SIZE | distance << Byte.SIZE | bits;
    }

    /** @param quantized at most 2^20 levels, with room for a whole number of eight bytes */
    void write(MemorySegment quantized, int count, CodeWriter out) {
        int last = -1;
        for (int group = 0; group < count; group += Long.BYTES) {
            long eight = quantized.get(LittleEndian.LONG, group);
            if (count - group < Long.BYTES) {
                eight &= (1L << (count - group) * Byte.SIZE) - 1;
            }
            while (eight != 0) {
                int within = Long.numberOfTrailingZeros(eight) & ~7;
                int level = (int) (eight >>> within) & 0xFF;
                int at = group + within / Byte.SIZE;
                int length = EliasCode.gammaLength(at - last);
                out.add(EliasCode.gamma(at - last) | (long) codes[level] << length, length + lengths[level]);
                last = at;
                eight &= ~(0xFFL << within);
            }
        }
        out.add(EliasCode.gamma(count - last), EliasCode.gammaLength(count - last));
    }

    /** Sets the values, level times {@code unit}, among zeros. */
    void read(BitReader in, int count, float unit, MemorySegment values, long offset) throws CorruptMessageException {
        values.asSlice(offset, (long) count * Float.BYTES).fill((byte) 0);
        int at = -1;
        while (true) {
            int element = elements[(int) in.peek() & elements.length - 1];
            int level = element >> 2 * Byte.SIZE;
            int next = at + (element >>> Byte.SIZE & 0xFF);
            if (element == NO_ELEMENT || next >= count) {
                next = at + (int) Elias.readGamma(in, count - at);
                if (next == count) {
                    return;
                }
                level = EliasCode.readSigned(in, levels);
            } else {
                in.skip(element & 0xFF);
            }
            values.set(LittleEndian.FLOAT, offset + 4L * next, level * unit);
            at = next;
        }
    }
}
