package io.gossamer.codec.message;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Frames of bytes as they are, for what is neither a tensor nor a scalar, see the package description. What the bytes
 * mean is the business of whoever writes and reads them; here is checked only that they are those that were written.
 */
public final class ByteMessages {
    /** No frame is longer than its content by more than this. */
    public static final int MOST_OVERHEAD = 11
            + ByteWriter.varintBytes(Integer.MAX_VALUE)
            + ByteWriter.varintBytes(Long.MAX_VALUE)
            + Frame.CHECKSUM_BYTES;

    private ByteMessages() {}

    /**
     * Writes a frame into {@code memory}, which the message stays a view of.
     *
     * @param sender the writing worker, not negative
     * @param step the training step, or whatever else tells frames of one sender apart; not negative
     * @param kind what the content counts as; the rest is control
     * @param parts the content, one part behind the other
     * @param memory at least {@link #MOST_OVERHEAD} bytes longer than the content
     */
    public static Message write(int sender, long step, Kind kind, List<MemorySegment> parts, MemorySegment memory) {
        long at;
        try (ByteWriter head = new ByteWriter(MOST_OVERHEAD)) {
            Frame.begin(head, Frame.TYPE_BYTES, sender, step, Votes.NONE);
            MemorySegment.copy(head.written(), 0, memory, 0, head.position());
            at = head.position();
        }
        long content = 0;
        for (MemorySegment part : parts) {
            MemorySegment.copy(part, 0, memory, at + content, part.byteSize());
            content += part.byteSize();
        }
        MemorySegment frame = memory.asSlice(0, at + content + Frame.CHECKSUM_BYTES);
        frame.set(LittleEndian.INT, Frame.LENGTH_OFFSET, (int) frame.byteSize());
        frame.set(LittleEndian.INT, at + content, Frame.checksum(frame.asSlice(0, at + content)));
        long compressed = kind == Kind.COMPRESSED ? content : 0;
        long dense = kind == Kind.DENSE ? content : 0;
        return new Message(sender, step, Votes.NONE, frame, List.of(), compressed, dense);
    }

    /**
     * The content of the frame that {@code sender} was to send in {@code step}, as a view.
     *
     * @throws CorruptMessageException if it is not such a frame
     */
    public static MemorySegment read(MemorySegment frame, int sender, long step) throws CorruptMessageException {
        FrameHead head = FrameHead.read(frame, Frame.TYPE_BYTES, sender, step);
        if (head.number() != 0) {
            throw new CorruptMessageException(head.number() + " sections in a frame of bytes");
        }
        ByteReader body = head.body();
        return body.readBytes(body.remaining());
    }
}
