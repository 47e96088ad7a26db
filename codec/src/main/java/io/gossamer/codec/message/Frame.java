package io.gossamer.codec.message;

import io.gossamer.codec.bits.ByteWriter;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** The numbers of the frame format; see the package description. */
final class Frame {
    static final int MAGIC = 0x4D47;
    static final int VERSION = 1;
    static final int TYPE_TENSORS = 1;
    static final int TYPE_SCALARS = 2;
    static final int TYPE_BYTES = 3;
    static final int FLAG_STOP = 1;
    static final int FLAG_ADMIT = 2;
    static final int LENGTH_OFFSET = 5;
    static final int SECTIONS_OFFSET = 9;
    /** Scalars have their length where tensors have their number. */
    static final int SCALAR_BYTES_OFFSET = SECTIONS_OFFSET;

    static final int CHECKSUM_BYTES = Integer.BYTES;
    static final int MAXIMUM_SECTIONS = 0xFFFF;
    static final long MAXIMUM_LENGTH = 0xFFFFFFFFL;
    static final int DENSE_BIT = 0x80;
    /** The smallest frame: fixed header, sender and step in a byte each, checksum. */
    static final int MINIMUM_LENGTH = 11 + 2 + CHECKSUM_BYTES;

    private static final long CHECKSUM_STRIDE = 1 << 30;

    private Frame() {}

    /** Writes what all frames begin with; their length, and the short behind it, are zero until they are known. */
    static void begin(ByteWriter out, int type, int sender, long step, Votes votes) {
        if (sender < 0 || step < 0) {
            throw new IllegalArgumentException("sender " + sender + ", step " + step);
        }
        out.clear();
        out.putShort(MAGIC);
        out.putByte(VERSION);
        out.putByte(type);
        out.putByte((votes.stop() ? FLAG_STOP : 0) | (votes.admit() ? FLAG_ADMIT : 0));
        out.putInt(0);
        out.putShort(0);
        out.putVarint(sender);
        out.putVarint(step);
    }

    /** Sets the length and appends the checksum. */
    static void end(ByteWriter out) {
        long length = out.position() + CHECKSUM_BYTES;
        if (length > MAXIMUM_LENGTH) {
            throw new IllegalStateException("a frame of " + length + " bytes; at most 4 GiB fit");
        }
        out.setInt(LENGTH_OFFSET, (int) length);
        out.putInt(checksum(out.written()));
    }

    /** CRC32C, in strides for the byte buffers that the JDK's wants. */
    static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += CHECKSUM_STRIDE) {
            long stride = Math.min(CHECKSUM_STRIDE, bytes.byteSize() - at);
            crc.update(bytes.asSlice(at, stride).asByteBuffer());
        }
        return (int) crc.getValue();
    }
}
