package io.gossamer.codec.bits;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads little-endian values from a segment that nobody vouches for: running past its end, or a value that its writer
 * could not have written, is a {@link CorruptMessageException}.
 */
public final class ByteReader {
    private final MemorySegment bytes;
    private long position;

    public ByteReader(MemorySegment bytes) {
        this.bytes = bytes;
    }

    public long position() {
        return position;
    }

    public long remaining() {
        return bytes.byteSize() - position;
    }

    /** An unsigned byte, 0 to 255. */
    public int readByte() throws CorruptMessageException {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(Byte.BYTES)) & 0xFF;
    }

    /** An unsigned short, 0 to 65535. */
    public int readShort() throws CorruptMessageException {
        return bytes.get(LittleEndian.SHORT, advance(Short.BYTES)) & 0xFFFF;
    }

    public int readInt() throws CorruptMessageException {
        return bytes.get(LittleEndian.INT, advance(Integer.BYTES));
    }

    public long readLong() throws CorruptMessageException {
        return bytes.get(LittleEndian.LONG, advance(Long.BYTES));
    }

    /** A float that is neither NaN nor infinite. */
    public float readFiniteFloat() throws CorruptMessageException {
        float value = Float.intBitsToFloat(readInt());
        if (!Float.isFinite(value)) {
            throw new CorruptMessageException(value + " where a finite number belongs");
        }
        return value;
    }

    /**
     * An unsigned varint of at most {@code limit} (itself not negative). Only the shortest form is accepted, so that one
     * value has one encoding.
     */
    public long readVarint(long limit) throws CorruptMessageException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw new CorruptMessageException("a variable-length integer with a superfluous byte");
                }
                if (value > limit) {
                    throw new CorruptMessageException(value + " where at most " + limit + " is allowed");
                }
                return value;
            }
        }
        throw new CorruptMessageException("a variable-length integer of more than 63 bits");
    }

    /** A zigzag varint of magnitude at most {@code limit}, which must be below 2^62. */
    public long readZigzag(long limit) throws CorruptMessageException {
        long coded = readVarint(2 * limit);
        return coded >>> 1 ^ -(coded & 1);
    }

    /** The next {@code length} bytes, as a view. */
    public MemorySegment readBytes(long length) throws CorruptMessageException {
        return bytes.asSlice(advance(length), length);
    }

    /** Nothing may be left. */
    public void requireEnd() throws CorruptMessageException {
        if (remaining() != 0) {
            throw new CorruptMessageException(remaining() + " bytes too many");
        }
    }

    MemorySegment bytes() {
        return bytes;
    }

    long advance(long length) throws CorruptMessageException {
        if (length < 0 || length > remaining()) {
            throw new CorruptMessageException(length + " bytes wanted where " + remaining() + " are left");
        }
        long start = position;
        position += length;
        return start;
    }
}
