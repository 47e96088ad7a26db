package io.gossamer.codec.array;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How signed levels, -levels to levels, one to a byte, are packed into fewer bits. */
enum LevelPacking {
    /** One level to a byte, two's complement. */
    BYTES(127, 1, 4096),
    /** Two levels to a byte, the first in the low half, each plus 7. */
    NIBBLES(7, 2, 4096),
    /** Five levels to a byte, each plus 1 a digit in base 3, the first the lowest. */
    TRITS(1, 5, 4095);

    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final int[] POWERS_OF_3 = {1, 3, 9, 27, 81, 243};
    private static final long[] DIGITS = digits();
    private static final long SIGN_BITS = 0x8080808080808080L;
    private static final long LOW_HALVES = 0x0F * EACH_BYTE;
    /** What a level of -7 becomes when its sign bit is flipped, in each byte. */
    private static final long LOWEST_FLIPPED = 121 * EACH_BYTE;

    private final int levels;
    private final int perByte;
    private final int chunk;

    LevelPacking(int levels, int perByte, int chunk) {
        this.levels = levels;
        this.perByte = perByte;
        this.chunk = chunk;
    }

    /** The largest level. */
    int levels() {
        return levels;
    }

    /** How many elements to take at a time: they stay in the cache and fill whole bytes. */
    int chunk() {
        return chunk;
    }

    long bytes(long count) {
        return Math.ceilDiv(count, perByte);
    }

    void pack(MemorySegment unpacked, int count, MemorySegment packed, long offset) {
        switch (this) {
            case BYTES -> MemorySegment.copy(unpacked, 0, packed, offset, count);
            case NIBBLES -> packNibbles(unpacked, count, packed, offset);
            case TRITS -> packTrits(unpacked, count, packed, offset);
        }
    }

    void unpack(MemorySegment packed, long offset, MemorySegment unpacked, int count) throws CorruptMessageException {
        switch (this) {
            case BYTES -> MemorySegment.copy(packed, offset, unpacked, 0, count);
            case NIBBLES -> unpackNibbles(packed, offset, unpacked, count);
            case TRITS -> unpackTrits(packed, offset, unpacked, count);
        }
    }

    private static void packNibbles(MemorySegment unpacked, int count, MemorySegment packed, long offset) {
        int i = 0;
        for (; i <= count - 8; i += 8) {
            // Flipping the sign bits makes all bytes at least 121, so that no subtraction borrows from its neighbour.
            long shifted = (unpacked.get(LittleEndian.LONG, i) ^ SIGN_BITS) - LOWEST_FLIPPED;
            packed.set(LittleEndian.INT, offset + i / 2, (int) Long.compress(shifted, LOW_HALVES));
        }
        for (; i < count; i += 2) {
            int low = unpacked.get(ValueLayout.JAVA_BYTE, i) + 7;
            int high = i + 1 < count ? unpacked.get(ValueLayout.JAVA_BYTE, i + 1) + 7 : 0;
            packed.set(ValueLayout.JAVA_BYTE, offset + i / 2, (byte) (low | high << 4));
        }
    }

    private static void unpackNibbles(MemorySegment packed, long offset, MemorySegment unpacked, int count)
            throws CorruptMessageException {
        long invalid = 0;
        int i = 0;
        for (; i <= count - 8; i += 8) {
            long spread = Long.expand(packed.get(LittleEndian.INT, offset + i / 2), LOW_HALVES);
            invalid |= spread + EACH_BYTE & 0x10 * EACH_BYTE;
            unpacked.set(LittleEndian.LONG, i, spread + LOWEST_FLIPPED ^ SIGN_BITS);
        }
        for (; i < count; i += 2) {
            int both = packed.get(ValueLayout.JAVA_BYTE, offset + i / 2) & 0xFF;
            int low = both & 0x0F;
            int high = both >>> 4;
            unpacked.set(ValueLayout.JAVA_BYTE, i, (byte) (low - 7));
            if (i + 1 < count) {
                unpacked.set(ValueLayout.JAVA_BYTE, i + 1, (byte) (high - 7));
            } else if (high != 0) {
                throw new CorruptMessageException("padding that is not zero");
            }
            invalid |= low + 1 & 0x10 | high + 1 & 0x10;
        }
        if (invalid != 0) {
            throw new CorruptMessageException("a level outside -7 to 7");
        }
    }

    private static void packTrits(MemorySegment unpacked, int count, MemorySegment packed, long offset) {
        for (int i = 0; i < count; i += 5) {
            int number = 0;
            for (int j = Math.min(i + 5, count) - 1; j >= i; j--) {
                number = number * 3 + unpacked.get(ValueLayout.JAVA_BYTE, j) + 1;
            }
            packed.set(ValueLayout.JAVA_BYTE, offset + i / 5, (byte) number);
        }
    }

    private static void unpackTrits(MemorySegment packed, long offset, MemorySegment unpacked, int count)
            throws CorruptMessageException {
        int largest = 0;
        int i = 0;
        for (; i <= count - Long.BYTES; i += 5) {
            int number = packed.get(ValueLayout.JAVA_BYTE, offset + i / 5) & 0xFF;
            largest = Math.max(largest, number);
            // Three bytes too many, which the next ones overwrite.
            unpacked.set(LittleEndian.LONG, i, DIGITS[number]);
        }
        for (; i < count; i += 5) {
            int number = packed.get(ValueLayout.JAVA_BYTE, offset + i / 5) & 0xFF;
            int used = Math.min(5, count - i);
            for (int j = 0; j < used; j++) {
                unpacked.set(ValueLayout.JAVA_BYTE, i + j, (byte) (DIGITS[number] >>> j * Byte.SIZE));
            }
            if (number >= POWERS_OF_3[used]) {
                throw new CorruptMessageException("a number with too many base-3 digits");
            }
        }
        if (largest >= POWERS_OF_3[5]) {
            throw new CorruptMessageException("a number with too many base-3 digits");
        }
    }

    /** The five base-3 digits of each byte, less 1, as bytes of a long. */
    private static long[] digits() {
        long[] digits = new long[256];
        for (int number = 0; number < digits.length; number++) {
            for (int j = 0; j < 5; j++) {
                long level = number / POWERS_OF_3[j] % 3 - 1;
                digits[number] |= (level & 0xFF) << j * Byte.SIZE;
            }
        }
        return digits;
    }
}
