package io.gossamer.codec.array;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Levels in {@code bits} bits each, plus the largest level, low bits first; bytes of eight bits are in two's complement.
 * Eight levels fill as many bytes as a level has bits, and go through one register.
 *
 * @param bits 2 to 8
 */
record BitPacking(int bits) implements LevelPacking {
    private static final int CHUNK = 4096;
    private static final int GROUP = Long.BYTES;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long SIGN_BITS = 0x8080808080808080L;

    @Override
    public int levels() {
        return (1 << bits - 1) - 1;
    }

    @Override
    public int chunk() {
        return CHUNK;
    }

    @Override
    public long bytes(long count) {
        return Math.ceilDiv(count * bits, Byte.SIZE);
    }

    @Override
    public void pack(MemorySegment unpacked, int count, MemorySegment packed, long offset) {
        if (bits == Byte.SIZE) {
            MemorySegment.copy(unpacked, 0, packed, offset, count);
            return;
        }
        long mask = mask();
        long lowestFlipped = lowestFlipped();
        long at = offset;
        int i = 0;
        // Each store leaves zeros behind its group, which the next one overwrites.
        for (; i <= count - GROUP && at <= packed.byteSize() - GROUP; i += GROUP, at += bits) {
            // Flipping the sign bits makes all bytes at least 64, so that no subtraction borrows from its neighbour.
            long shifted = (unpacked.get(LittleEndian.LONG, i) ^ SIGN_BITS) - lowestFlipped;
            packed.set(LittleEndian.LONG, at, Long.compress(shifted, mask));
        }
        for (; i < count; i += GROUP, at += bits) {
            int rest = Math.min(GROUP, count - i);
            long codes = 0;
            for (int j = 0; j < rest; j++) {
                codes |= (unpacked.get(ValueLayout.JAVA_BYTE, i + j) + (long) levels()) << j * bits;
            }
            for (int j = 0; j < bytes(rest); j++) {
                packed.set(ValueLayout.JAVA_BYTE, at + j, (byte) (codes >>> j * Byte.SIZE));
            }
        }
    }

    @Override
    public void unpack(MemorySegment packed, long offset, MemorySegment unpacked, int count)
            throws CorruptMessageException {
        if (bits == Byte.SIZE) {
            MemorySegment.copy(packed, offset, unpacked, 0, count);
            return;
        }
        long mask = mask();
        long lowestFlipped = lowestFlipped();
        long tooLarge = (long) (1 << bits) * EACH_BYTE;
        long invalid = 0;
        long at = offset;
        int i = 0;
        for (; i <= count - GROUP && at <= packed.byteSize() - GROUP; i += GROUP, at += bits) {
            long codes = Long.expand(packed.get(LittleEndian.LONG, at), mask);
            invalid |= codes + EACH_BYTE & tooLarge;
            unpacked.set(LittleEndian.LONG, i, codes + lowestFlipped ^ SIGN_BITS);
        }
        for (; i < count; i += GROUP, at += bits) {
            invalid |= unpackRest(packed, at, unpacked, i, Math.min(GROUP, count - i)) & tooLarge;
        }
        if (invalid != 0) {
            throw new CorruptMessageException("a level outside -" + levels() + " to " + levels());
        }
    }

    /** Returns something with the bit of {@code tooLarge} set if a code is. */
    private long unpackRest(MemorySegment packed, long at, MemorySegment unpacked, int first, int count)
            throws CorruptMessageException {
        long word = 0;
        for (int j = 0; j < bytes(count); j++) {
            word |= (packed.get(ValueLayout.JAVA_BYTE, at + j) & 0xFFL) << j * Byte.SIZE;
        }
        long invalid = 0;
        for (int j = 0; j < count; j++) {
            long code = word & (1 << bits) - 1;
            word >>>= bits;
            invalid |= code + 1;
            unpacked.set(ValueLayout.JAVA_BYTE, first + j, (byte) (code - levels()));
        }
        if (word != 0) {
            throw new CorruptMessageException("padding that is not zero");
        }
        return invalid & 1 << bits;
    }

    private long mask() {
        return ((1 << bits) - 1) * EACH_BYTE;
    }

    /** What the lowest level becomes when its sign bit is flipped, in each byte. */
    private long lowestFlipped() {
        return (128 - levels()) * EACH_BYTE;
    }
}
