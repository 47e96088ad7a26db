package io.gossamer.codec.bits;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads what {@link BitWriter} wrote, from a reader's position on. {@link #finish} gives the reader back, behind the
 * last byte that holds a bit; until then nothing else may be read from it.
 */
public final class BitReader {
    /** What one unaligned load of 64 bits serves whatever the position within its first byte. */
    private static final int MAXIMUM_COUNT = Long.SIZE - Byte.SIZE + 1;

    private final ByteReader in;
    private final MemorySegment bytes;
    private final long start;
    private final long end;
    private long position;

    public BitReader(ByteReader in) {
        this.in = in;
        bytes = in.bytes();
        start = in.position();
        end = bytes.byteSize() * Byte.SIZE;
        position = start * Byte.SIZE;
    }

    /** The next {@code count} bits, 0 to 57, as an unsigned value. */
    public long read(int count) throws CorruptMessageException {
        if (count > MAXIMUM_COUNT) {
            throw new IllegalArgumentException(count + " bits at once");
        }
        long value = peek() & (1L << count) - 1;
        skip(count);
        return value;
    }

    /** The number of zeros before the next one, at most {@code limit}. */
    public long readUnary(long limit) throws CorruptMessageException {
        long first = position;
        while (position < end) {
            long ahead = peek();
            if (ahead != 0) {
                long zeros = position - first + Long.numberOfTrailingZeros(ahead);
                position = first + zeros + 1;
                return checkUnary(zeros, limit);
            }
            position += Long.SIZE - (position & 7);
            checkUnary(Math.min(position, end) - first, limit);
        }
        throw new CorruptMessageException("the bits end too early");
    }

    /** Checks that the rest of the last byte is zero and moves the reader behind it. */
    public void finish() throws CorruptMessageException {
        int padding = (int) (-position & 7);
        if (read(padding) != 0) {
            throw new CorruptMessageException("padding that is not zero");
        }
        in.advance(position / Byte.SIZE - start);
    }

    private static long checkUnary(long zeros, long limit) throws CorruptMessageException {
        if (zeros > limit) {
            throw new CorruptMessageException(zeros + " zero bits where at most " + limit + " are allowed");
        }
        return zeros;
    }

    /** Moves on by so many bits, at most 57. */
    public void skip(int count) throws CorruptMessageException {
        if (count > end - position) {
            throw new CorruptMessageException("the bits end too early");
        }
        position += count;
    }

    /** At least 57 bits from the position on; zeros stand for what lies behind the end. */
    public long peek() {
        long at = position >>> 3;
        long word = bytes.byteSize() - at >= Long.BYTES ? bytes.get(LittleEndian.LONG, at) : tail(at);
        return word >>> (position & 7);
    }

    private long tail(long at) {
        long word = 0;
        for (long i = bytes.byteSize() - 1; i >= at; i--) {
            word = word << Byte.SIZE | bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        }
        return word;
    }
}
