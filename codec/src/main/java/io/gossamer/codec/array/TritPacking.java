package io.gossamer.codec.array;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Levels -1, 0 and 1, five to a byte, each plus 1 a digit in base 3, the first the lowest. */
record TritPacking() implements LevelPacking {
    private static final int[] POWERS_OF_3 = {1, 3, 9, 27, 81, 243};
    private static final long[] DIGITS = digits();
    private static final long FIVE_BYTES = 0xFFFFFFFFFFL;
    private static final long SIGN_BITS = 0x8080808080L;
    /** What -1 becomes when its sign bit is flipped, so that no subtraction borrows from its neighbour. */
    private static final long LOWEST_FLIPPED = 0x7F7F7F7F7FL;
    /** 1, 3, 9, 27 and 81 from the fifth byte down. */
    private static final long POWERS_BY_BYTE = 1L << 32 | 3L << 24 | 9L << 16 | 27L << 8 | 81L;

    @Override
    public int levels() {
        return 1;
    }

    @Override
    public int chunk() {
        return 4095;
    }

    @Override
    public long bytes(long count) {
        return Math.ceilDiv(count, 5);
    }

    @Override
    public void pack(MemorySegment unpacked, int count, MemorySegment packed, long offset) {
        int i = 0;
        for (; i <= count - Long.BYTES; i += 5) {
            // In the fifth byte of the product meet the digits times their powers; no sum before it reaches 256.
            long five = (unpacked.get(LittleEndian.LONG, i) & FIVE_BYTES ^ SIGN_BITS) - LOWEST_FLIPPED;
            packed.set(ValueLayout.JAVA_BYTE, offset + i / 5, (byte) (five * POWERS_BY_BYTE >>> 32));
        }
        for (; i < count; i += 5) {
            int number = 0;
            for (int j = Math.min(i + 5, count) - 1; j >= i; j--) {
                number = number * 3 + unpacked.get(ValueLayout.JAVA_BYTE, j) + 1;
            }
            packed.set(ValueLayout.JAVA_BYTE, offset + i / 5, (byte) number);
        }
    }

    @Override
    public void unpack(MemorySegment packed, long offset, MemorySegment unpacked, int count)
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
