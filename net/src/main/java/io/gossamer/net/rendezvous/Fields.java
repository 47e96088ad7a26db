package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.frame.Protocol;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes and reads the fields of a handshake's payload. */
final class Fields {
    private static final Logger LOG = LoggerFactory.getLogger(Fields.class);

    /** No handshake's payload is longer. */
    static final int LARGEST = 64 << 10;

    static final int SESSION_BYTES = 16;
    private static final int LONGEST_TEXT = 256;
    static final int MOST_TEXT_BYTES = Short.BYTES + LONGEST_TEXT;

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
        Protocol.OWN.encode(out);
    }

    /** Only nodes that have a version in common speak with each other. */
    static void checkPreamble(ByteBuffer in) throws ProtocolException {
        Protocol other = Protocol.decode(in);
        LOG.trace("Both speak {}", Protocol.OWN.agree(other));
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

    static Endpoint endpoint(String host, int port) throws ProtocolException {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new ProtocolException("'" + host + ":" + port + "' is no address");
        }
        return new Endpoint(host, port);
    }

    /** A node's id; an empty text is none. */
    static Optional<NodeId> getNodeId(ByteBuffer in) throws ProtocolException {
        String text = getText(in);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new NodeId(text));
        } catch (GossamerException e) {
            throw new ProtocolException(e.getMessage());
        }
    }

    static byte[] getSession(ByteBuffer in) {
        byte[] session = new byte[SESSION_BYTES];
        in.get(session);
        return session;
    }
}
