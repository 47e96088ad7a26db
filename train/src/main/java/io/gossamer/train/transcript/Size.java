package io.gossamer.train.transcript;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;

/**
 * How long something said is, in bytes without the frame around it, by what they are for.
 *
 * @param compressed bytes of coded tensors
 * @param dense bytes of tensors as they are
 * @param control all others
 */
public record Size(long compressed, long dense, long control) {
    public static Size of(long bytes, Kind kind) {
        return switch (kind) {
            case COMPRESSED -> new Size(bytes, 0, 0);
            case DENSE -> new Size(0, bytes, 0);
            case CONTROL -> new Size(0, 0, bytes);
        };
    }

    static Size of(Message message) {
        return new Size(message.bytes(Kind.COMPRESSED), message.bytes(Kind.DENSE), message.bytes(Kind.CONTROL));
    }

    public long total() {
        return compressed + dense + control;
    }

    /** With the header of the frame in which it travels. */
    public long framed() {
        Frame frame = new Frame(
                Tag.ALL_GATHER, 0, Math.toIntExact(compressed), Math.toIntExact(dense), Math.toIntExact(control));
        return total() + frame.headerLength();
    }
}
