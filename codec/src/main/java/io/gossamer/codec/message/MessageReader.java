package io.gossamer.codec.message;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Validates received frames against what the receiver expects: exactly these tensors, each once, with these sizes and
 * codecs. Nothing of a frame is used before its length and checksum are right, and nothing is allocated by its word. The
 * coded bytes themselves are validated as they are decoded. Immutable and safe to share.
 *
 * <pre>{@code
 * for (Section section : reader.read(bytes, peer, step).sections()) {
 *     section.decodeAdd(1f / workers, gradients.get(section.tensor()));
 * }
 * }</pre>
 */
public final class MessageReader {
    private final List<ExpectedSection> expected;

    /** @param expected the tensors of each frame, in ascending order of their numbers */
    public MessageReader(List<ExpectedSection> expected) {
        for (int i = 1; i < expected.size(); i++) {
            if (expected.get(i).tensor() <= expected.get(i - 1).tensor()) {
                throw new IllegalArgumentException("tensor numbers must ascend: " + expected);
            }
        }
        this.expected = List.copyOf(expected);
    }

    /**
     * Reads the frame that {@code sender} was to send in {@code step}.
     *
     * @return a message whose sections are views into {@code frame}
     * @throws CorruptMessageException if it is not such a frame
     */
    public Message read(MemorySegment frame, int sender, long step) throws CorruptMessageException {
        FrameHead head = FrameHead.read(frame, Frame.TYPE_TENSORS, sender, step);
        require(head.number() == expected.size(), head.number() + " tensors instead of " + expected.size());
        return readSections(frame, head.body(), sender, step, head.votes());
    }

    private Message readSections(MemorySegment frame, ByteReader in, int sender, long step, Votes votes)
            throws CorruptMessageException {
        List<Section> sections = new ArrayList<>(expected.size());
        long dense = 0;
        long compressed = 0;
        for (ExpectedSection next : expected) {
            long start = in.position();
            sections.add(readSection(in, next));
            long bytes = in.position() - start;
            dense += next.kind() == Kind.DENSE ? bytes : 0;
            compressed += next.kind() == Kind.DENSE ? 0 : bytes;
        }
        in.requireEnd();
        return new Message(sender, step, votes, frame, sections, compressed, dense);
    }

    private static Section readSection(ByteReader in, ExpectedSection next) throws CorruptMessageException {
        requireEqual("tensor", in.readVarint(Integer.MAX_VALUE), next.tensor());
        String where = " of tensor " + next.tensor();
        int form = in.readByte();
        Kind kind = (form & Frame.DENSE_BIT) != 0 ? Kind.DENSE : Kind.COMPRESSED;
        require(kind == next.kind(), "kind" + where + " is " + kind + " instead of " + next.kind());
        requireEqual(
                "codec format" + where, form & ~Frame.DENSE_BIT, next.codec().format());
        requireEqual("element count" + where, in.readVarint(Long.MAX_VALUE), next.elements());
        MemorySegment coded = in.readBytes(in.readVarint(in.remaining()));
        return new Section(next.tensor(), kind, next.elements(), next.codec(), coded);
    }

    private static void requireEqual(String what, long actual, long wanted) throws CorruptMessageException {
        if (actual != wanted) {
            throw new CorruptMessageException(what + " is " + actual + " instead of " + wanted);
        }
    }

    private static void require(boolean condition, String message) throws CorruptMessageException {
        if (!condition) {
            throw new CorruptMessageException(message);
        }
    }
}
