package io.gossamer.net.secure;

import io.gossamer.net.frame.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The first bytes of a TLS record (RFC 8446, 5.1), looked at before anything is buffered for it: one byte of type, two
 * of a version that is 3.something for ever, two of length.
 */
final class RecordHeader {
    static final int BYTES = 5;
    /** Of a whole record: what may follow a header at most (RFC 8446, 5.2). */
    static final int LARGEST_RECORD = BYTES + (1 << 14) + 256;

    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 23;
    private static final int MAJOR_VERSION = 3;

    private RecordHeader() {}

    /**
     * How many bytes the record has that {@code in} begins with, its header included; {@link #BYTES} while the header
     * is not there. Nothing is taken from {@code in}.
     */
    static int recordLength(ByteBuffer in) throws ProtocolException {
        if (in.remaining() < BYTES) {
            return BYTES;
        }
        int start = in.position();
        int type = Byte.toUnsignedInt(in.get(start));
        if (type < FIRST_TYPE || type > LAST_TYPE || in.get(start + 1) != MAJOR_VERSION) {
            throw new ProtocolException("it does not speak TLS");
        }
        int length = BYTES + Short.toUnsignedInt(in.getShort(start + 3));
        if (length > LARGEST_RECORD) {
            throw new ProtocolException("a TLS record of " + (length - BYTES) + " bytes is too long");
        }
        return length;
    }
}
