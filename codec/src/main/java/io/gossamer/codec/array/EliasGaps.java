package io.gossamer.codec.array;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.entropy.Elias;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    /**
     * Writes buckets: finds the levels that are not zero, then their codes, then strings these together, each in a loop
     * without branches that could not be foreseen.
     */
    final class Writer {
        private static final int PART = 1024;
        private static final long BELOW_TOP = 0x7F7F7F7F7F7F7F7FL;
        private static final VarHandle GROUPS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

        private final CodeWriter out;
        private final byte[] part = new byte[PART];
        private final int[] places = new int[PART + 1];
        private final long[] found = new long[PART];
        private final int[] foundLengths = new int[PART];

        Writer(CodeWriter out) {
            this.out = out;
        }

        /** @param quantized at most 2^20 levels */
        void write(MemorySegment quantized, int count) {
            int last = -1;
            for (int first = 0; first < count; first += PART) {
                int size = Math.min(PART, count - first);
                MemorySegment.copy(quantized, ValueLayout.JAVA_BYTE, first, part, 0, size);
                last = write(size, last - first) + first;
            }
            int rest = count - last;
            out.add(EliasCode.gamma(rest), EliasCode.gammaLength(rest));
        }

        /** Returns the place of the last level that is not zero, which came in relative to the part. */
        private int write(int size, int before) {
            int elements = findPlaces(part, size, places);
            int last = before;
            for (int i = 0; i < elements; i++) {
                int place = places[i];
                int level = part[place] & 0xFF;
                int length = EliasCode.gammaLength(place - last);
                found[i] = EliasCode.gamma(place - last) | (long) codes[level] << length;
                foundLengths[i] = length + lengths[level];
                last = place;
            }
            out.addAll(found, foundLengths, elements);
            return last;
        }

        /** Which of 64 levels are not zero is made a set first: its size is all that cannot be foreseen. */
        private static int findPlaces(byte[] levels, int size, int[] places) {
            int found = 0;
            int i = 0;
            for (; i <= size - Long.SIZE; i += Long.SIZE) {
                long set = 0;
                for (int group = 0; group < Long.BYTES; group++) {
                    set |= nonZero((long) GROUPS.get(levels, i + group * Long.BYTES)) << group * Byte.SIZE;
                }
                for (; set != 0; set &= set - 1) {
                    places[found++] = i + Long.numberOfTrailingZeros(set);
                }
            }
            for (; i < size; i++) {
                places[found] = i;
                found += (levels[i] | -levels[i]) >>> Integer.SIZE - 1;
            }
            return found;
        }

        /** A bit for each of eight bytes. */
        private static long nonZero(long bytes) {
            long upperBits = (bytes & BELOW_TOP) + BELOW_TOP | bytes;
            return Long.compress(upperBits, ~BELOW_TOP);
        }
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
