package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.collective.Notice;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The frames of a handshake, one by one. */
final class Talk {
    static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    private Talk() {}

    static void send(FrameChannel channel, Tag tag) throws IOException, InterruptedException {
        send(channel, tag, NOTHING);
    }

    static void send(FrameChannel channel, Tag tag, MemorySegment payload) throws IOException, InterruptedException {
        channel.send(Frame.control(tag, payload.byteSize()), payload);
    }

    static void refuse(FrameChannel channel, String reason) throws IOException, InterruptedException {
        send(channel, Tag.REFUSED, reason(reason));
    }

    /** The payload of a refusal. */
    static MemorySegment reason(String reason) {
        ByteBuffer out = Fields.writer();
        Fields.putText(out, reason);
        return Fields.finish(out);
    }

    /** The payload of {@code frame}, on the heap. */
    static MemorySegment payload(FrameChannel channel, Frame frame, Duration timeout)
            throws IOException, InterruptedException {
        if (frame.length() > Fields.LARGEST) {
            throw new ProtocolException("a " + frame.tag().label() + " of " + frame.length() + " bytes is too long");
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[frame.length()]);
        channel.receivePayload(frame, payload, timeout);
        return payload;
    }

    /** The payload of the next frame, which must be for {@code tag}; heartbeats before it are passed over. */
    static MemorySegment expect(FrameChannel channel, Tag tag, Duration timeout)
            throws IOException, InterruptedException {
        Frame frame = next(channel, timeout);
        MemorySegment payload = payload(channel, frame, timeout);
        if (frame.tag() == tag) {
            return payload;
        }
        if (frame.tag() == Tag.REFUSED) {
            throw new GossamerException(
                    "Refused: " + Fields.parse(payload, Fields::getText),
                    "Check the address, the token and the number of workers.");
        }
        if (frame.tag() == Tag.FAILED) {
            Notice notice = Notice.decode(payload, Welcome.MOST_WORKERS);
            throw new PeerFailureException(notice.rank(), notice.text(), "Start the run again.", null);
        }
        throw new ProtocolException("a " + frame.tag().label() + " came where a " + tag.label() + " belongs");
    }

    /** The head of the next frame that is no heartbeat. */
    static Frame next(FrameChannel channel, Duration timeout) throws IOException, InterruptedException {
        Frame frame = channel.receiveHeader(timeout);
        while (frame.tag() == Tag.HEARTBEAT) {
            payload(channel, frame, timeout);
            frame = channel.receiveHeader(timeout);
        }
        return frame;
    }
}
