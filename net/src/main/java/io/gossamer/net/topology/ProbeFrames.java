package io.gossamer.net.topology;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Duration;

/** The payloads of a probe, as the package describes them. */
final class ProbeFrames {
    static final int SESSION_BYTES = 16;
    static final int LARGEST_DATA = 1 << 18;
    static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    private static final short VERSION = 1;
    private static final int LONGEST_RETRY_MILLIS = 3_600_000;

    private ProbeFrames() {}

    /** What arrived: in all, after the warm-up, and in how long the latter. */
    record Result(long received, long counted, long nanos) {
        static final int BYTES = 24;

        MemorySegment encode() {
            return finish(writer(BYTES).putLong(received).putLong(counted).putLong(nanos));
        }

        static Result decode(MemorySegment payload) throws ProtocolException {
            ByteBuffer in = reader(payload, BYTES);
            Result result = new Result(in.getLong(), in.getLong(), in.getLong());
            if (result.counted < 0 || result.counted > result.received || result.nanos < 0) {
                throw new ProtocolException("no probe ends with " + result);
            }
            return result;
        }
    }

    /** What a measuring is to be like. */
    record Request(ProbeSettings settings) {
        static final int BYTES = 2 + SESSION_BYTES + 16;

        MemorySegment encode(byte[] session) {
            return finish(opening(BYTES, session)
                    .putInt(settings.connections())
                    .putInt((int) settings.time().toMillis())
                    .putLong(settings.bytes()));
        }

        static Request decode(MemorySegment payload, byte[] session) throws ProtocolException {
            ByteBuffer in = reader(payload, BYTES);
            requireOpening(in, session);
            int connections = in.getInt();
            int millis = in.getInt();
            long bytes = in.getLong();
            if (!ProbeSettings.isValid(connections, millis, bytes)) {
                throw new ProtocolException(
                        "no probe has " + connections + " connections, " + millis + " ms and " + bytes + " bytes");
            }
            return new Request(new ProbeSettings(connections, Duration.ofMillis(millis), bytes));
        }
    }

    /** To which measuring a connection belongs. */
    record Join(long number) {
        static final int BYTES = 2 + SESSION_BYTES + 8;

        MemorySegment encode(byte[] session) {
            return finish(opening(BYTES, session).putLong(number));
        }

        static Join decode(MemorySegment payload, byte[] session) throws ProtocolException {
            ByteBuffer in = reader(payload, BYTES);
            requireOpening(in, session);
            return new Join(in.getLong());
        }
    }

    /** The number of a measuring. */
    record Ready(long number) {
        static final int BYTES = 8;

        MemorySegment encode() {
            return finish(writer(BYTES).putLong(number));
        }

        static Ready decode(MemorySegment payload) throws ProtocolException {
            return new Ready(reader(payload, BYTES).getLong());
        }
    }

    /** When to ask again. */
    record Busy(Duration retryAfter) {
        static final int BYTES = 4;

        MemorySegment encode() {
            return finish(writer(BYTES).putInt((int) Math.clamp(retryAfter.toMillis(), 1, LONGEST_RETRY_MILLIS)));
        }

        static Busy decode(MemorySegment payload) throws ProtocolException {
            int millis = reader(payload, BYTES).getInt();
            if (millis < 1 || millis > LONGEST_RETRY_MILLIS) {
                throw new ProtocolException("nobody asks again after " + millis + " ms");
            }
            return new Busy(Duration.ofMillis(millis));
        }
    }

    static void send(FrameChannel channel, Tag tag, MemorySegment payload) throws IOException, InterruptedException {
        channel.send(Frame.control(tag, payload.byteSize()), payload);
    }

    /** The payload of {@code frame}, which must be for {@code tag} and {@code bytes} long. */
    static MemorySegment payload(FrameChannel channel, Frame frame, Tag tag, int bytes, Duration timeout)
            throws IOException, InterruptedException {
        if (frame.tag() != tag || frame.length() != bytes) {
            throw new ProtocolException("a " + frame.tag().label() + " of " + frame.length() + " bytes came where a "
                    + tag.label() + " of " + bytes + " belongs");
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[bytes]);
        channel.receivePayload(frame, payload, timeout);
        return payload;
    }

    /** The payload of the next frame, likewise. */
    static MemorySegment expect(FrameChannel channel, Tag tag, int bytes, Duration timeout)
            throws IOException, InterruptedException {
        return payload(channel, channel.receiveHeader(timeout), tag, bytes, timeout);
    }

    static byte[] requireSession(byte[] session) {
        if (session.length != SESSION_BYTES) {
            throw new IllegalArgumentException("a session's secret of " + session.length + " bytes");
        }
        return session.clone();
    }

    private static ByteBuffer writer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer opening(int bytes, byte[] session) {
        return writer(bytes).putShort(VERSION).put(session);
    }

    private static MemorySegment finish(ByteBuffer out) {
        return MemorySegment.ofBuffer(out.flip());
    }

    private static ByteBuffer reader(MemorySegment payload, int bytes) throws ProtocolException {
        if (payload.byteSize() != bytes) {
            throw new ProtocolException(payload.byteSize() + " bytes instead of " + bytes);
        }
        return payload.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void requireOpening(ByteBuffer in, byte[] session) throws ProtocolException {
        short version = in.getShort();
        byte[] shown = new byte[SESSION_BYTES];
        in.get(shown);
        if (version != VERSION) {
            throw new ProtocolException("it probes by version " + version + ", this node by version " + VERSION);
        }
        if (!MessageDigest.isEqual(shown, session)) {
            throw new ProtocolException("it does not know this session");
        }
    }
}
