package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes and reads the fields of a handshake's payload. */
final class Fields {
    /** No handshake's payload is longer. */
    static final int LARGEST = 64 << 10;

    static final int MAGIC = 0x52534F47;
    static final int VERSION = 1;
    static final int SESSION_BYTES = 16;
    private static final int LONGEST_TEXT = 256;

    private Fields() {}

    /** Reads a payload to its end. */
    interface Parser<T> {
        T parse(ByteBuffer in) throws ProtocolException;
    }

    /** Parses all of {@code payload}: too few or too many bytes are an error. */
    static <T> T parse(MemorySegment payload, Parser<T> parser) throws ProtocolException {
        ByteBuffer in = payload.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        T result;
        try {
            result = parser.parse(in);
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("a handshake ends too early");
        }
        if (in.hasRemaining()) {
            throw new ProtocolException("a handshake has " + in.remaining() + " bytes too many");
        }
        return result;
    }

    static ByteBuffer writer() {
        return ByteBuffer.allocate(LARGEST).order(ByteOrder.LITTLE_ENDIAN);
    }

    static MemorySegment finish(ByteBuffer out) {
        return MemorySegment.ofBuffer(out.flip());
    }

    static void putPreamble(ByteBuffer out) {
        out.putInt(MAGIC).putShort((short) VERSION);
    }

    static void checkPreamble(ByteBuffer in) throws ProtocolException {
        if (in.getInt() != MAGIC) {
            throw new ProtocolException("this is not a Gossamer worker");
        }
        int version = Short.toUnsignedInt(in.getShort());
        if (version != VERSION) {
            throw new ProtocolException("it speaks version " + version + " of the protocol, this node version "
                    + VERSION + "; use the same Gossamer everywhere");
        }
    }

    static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_TEXT);
        out.putShort((short) length).put(bytes, 0, length);
    }

    static String getText(ByteBuffer in) throws ProtocolException {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > LONGEST_TEXT) {
            throw new ProtocolException("a text of " + length + " bytes is too long");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "");
    }

    /** A token must arrive as it is: it is neither empty nor longer than a text may be. */
    static String requireToken(String token) {
        int length = token.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_TEXT) {
            throw new GossamerException("A token of " + length + " bytes", "Use 1 to " + LONGEST_TEXT + " bytes.");
        }
        return token;
    }

    static byte[] getSession(ByteBuffer in) {
        byte[] session = new byte[SESSION_BYTES];
        in.get(session);
        return session;
    }
}
