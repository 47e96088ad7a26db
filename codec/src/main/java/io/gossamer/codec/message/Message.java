package io.gossamer.codec.message;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** A frame that was written here, or received and validated: who says what in which step. */
public final class Message {
    private final int sender;
    private final long step;
    private final Votes votes;
    private final MemorySegment bytes;
    private final List<Section> sections;
    private final long compressedBytes;
    private final long denseBytes;

    Message(
            int sender,
            long step,
            Votes votes,
            MemorySegment bytes,
            List<Section> sections,
            long compressedBytes,
            long denseBytes) {
        this.sender = sender;
        this.step = step;
        this.votes = votes;
        this.bytes = bytes;
        this.sections = List.copyOf(sections);
        this.compressedBytes = compressedBytes;
        this.denseBytes = denseBytes;
    }

    public int sender() {
        return sender;
    }

    public long step() {
        return step;
    }

    public Votes votes() {
        return votes;
    }

    /** The whole frame, header and checksum included. */
    public MemorySegment bytes() {
        return bytes;
    }

    /** Its tensors, in ascending order of their numbers; valid as long as the bytes are. */
    public List<Section> sections() {
        return sections;
    }

    /** How many of its bytes are of that kind; the three kinds sum to the frame's length. */
    public long bytes(Kind kind) {
        return switch (kind) {
            case COMPRESSED -> compressedBytes;
            case DENSE -> denseBytes;
            case CONTROL -> bytes.byteSize() - compressedBytes - denseBytes;
        };
    }
}
