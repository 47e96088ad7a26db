package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** Bytes that end with the CRC32C of those before it. */
final class Checksums {
    static final int BYTES = Integer.BYTES;

    private Checksums() {}

    /** Appends the checksum of everything written. */
    static void seal(ByteWriter out) {
        out.putInt(checksum(out.written()));
    }

    /**
     * What stands before the checksum at the end of {@code bytes}.
     *
     * @param what names it if the checksum is wrong
     */
    static ByteReader checked(MemorySegment bytes, String what) throws CorruptMessageException {
        long body = bytes.byteSize() - BYTES;
        MemorySegment covered = bytes.asSlice(0, body);
        if (bytes.get(LittleEndian.INT, body) != checksum(covered)) {
            throw new CorruptMessageException("the checksum of " + what + " does not match");
        }
        return new ByteReader(covered);
    }

    private static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return (int) crc.getValue();
    }
}
