package io.gossamer.codec.bits;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Appends little-endian values to a growing off-heap buffer that is reused from message to message. Not for use by two
 * threads at once; it may move from one thread to another.
 */
public final class ByteWriter implements AutoCloseable {
    private static final long INITIAL_CAPACITY = 4096;

    private Arena arena = Arena.ofShared();
    private MemorySegment buffer;
    private long position;

    public ByteWriter() {
        this(INITIAL_CAPACITY);
    }

    /** @param capacity bytes to hold before the first growth */
    public ByteWriter(long capacity) {
        buffer = arena.allocate(Math.max(capacity, Long.BYTES), Long.BYTES);
    }

    public void putByte(int value) {
        require(Byte.BYTES);
        buffer.set(ValueLayout.JAVA_BYTE, position, (byte) value);
        position += Byte.BYTES;
    }

    public void putShort(int value) {
        require(Short.BYTES);
        buffer.set(LittleEndian.SHORT, position, (short) value);
        position += Short.BYTES;
    }

    public void putInt(int value) {
        require(Integer.BYTES);
        buffer.set(LittleEndian.INT, position, value);
        position += Integer.BYTES;
    }

    public void putLong(long value) {
        require(Long.BYTES);
        buffer.set(LittleEndian.LONG, position, value);
        position += Long.BYTES;
    }

    public void putFloat(float value) {
        putInt(Float.floatToRawIntBits(value));
    }

    /** Seven bits to a byte, low bits first, the top bit set on all bytes but the last; {@code value} is unsigned. */
    public void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            putByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    /** A signed value as a varint, small magnitudes short: 0, -1, 1, -2 become 0, 1, 2, 3. */
    public void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    public void putBytes(MemorySegment bytes) {
        MemorySegment.copy(bytes, 0, reserve(bytes.byteSize()), 0, bytes.byteSize());
    }

    /** Appends {@code bytes} bytes of arbitrary content for the caller to fill before the next write. */
    public MemorySegment reserve(long bytes) {
        require(bytes);
        MemorySegment reserved = buffer.asSlice(position, bytes);
        position += bytes;
        return reserved;
    }

    /** Overwrites four bytes that were written before. */
    public void setInt(long at, int value) {
        checkWritten(at, Integer.BYTES);
        buffer.set(LittleEndian.INT, at, value);
    }

    /** Overwrites two bytes that were written before. */
    public void setShort(long at, int value) {
        checkWritten(at, Short.BYTES);
        buffer.set(LittleEndian.SHORT, at, (short) value);
    }

    /** Overwrites {@link #varintBytes} bytes that were written before. */
    public void setVarint(long at, long value) {
        long end = position;
        checkWritten(at, varintBytes(value));
        position = at;
        putVarint(value);
        position = end;
    }

    /** Moves what was written from {@code from} on down to {@code to}, over what stood between. */
    public void closeGap(long to, long from) {
        checkWritten(to, from - to);
        MemorySegment.copy(buffer, from, buffer, to, position - from);
        position -= from - to;
    }

    /** Forgets what was written from {@code length} on. */
    public void truncate(long length) {
        checkWritten(length, 0);
        position = length;
    }

    /** What was written so far; valid until the next write. */
    public MemorySegment written() {
        return buffer.asSlice(0, position);
    }

    public long position() {
        return position;
    }

    /** Forgets what was written and keeps the memory. */
    public void clear() {
        position = 0;
    }

    @Override
    public void close() {
        arena.close();
    }

    /** How many bytes {@link #putVarint} writes for that value. */
    public static int varintBytes(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    private void checkWritten(long at, long bytes) {
        if (at < 0 || bytes < 0 || at + bytes > position) {
            throw new IndexOutOfBoundsException(bytes + " bytes at " + at + " of " + position + " written");
        }
    }

    private void require(long bytes) {
        if (buffer.byteSize() - position < bytes) {
            grow(Math.addExact(position, bytes));
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // This writer owns the arena: close() closes it.
    private void grow(long needed) {
        Arena former = arena;
        MemorySegment full = buffer;
        arena = Arena.ofShared();
        buffer = arena.allocate(Math.max(needed, full.byteSize() * 2), Long.BYTES);
        MemorySegment.copy(full, 0, buffer, 0, position);
        former.close();
    }
}
