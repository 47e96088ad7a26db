package io.gossamer.net.frame;

import io.gossamer.codec.message.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A frame's header. The package's description gives its bytes.
 *
 * @param tag what the frame is for
 * @param sequence the number of the operation, 0 outside operations
 * @param compressed how many bytes of the payload are compressed
 * @param dense how many are dense
 * @param control how many are neither
 */
public record Frame(Tag tag, int sequence, int compressed, int dense, int control) {
    /** The longest payload that is accepted. */
    public static final int LARGEST_PAYLOAD = 1 << 30;

    static final int SHORT_BYTES = 10;
    static final int MIXED_BYTES = 18;
    private static final int MIXED = 3;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Kind[] KINDS = {Kind.COMPRESSED, Kind.DENSE, Kind.CONTROL};

    public Frame {
        if (compressed < 0 || dense < 0 || control < 0 || (long) compressed + dense + control > LARGEST_PAYLOAD) {
            throw new IllegalArgumentException("Payload of " + compressed + " + " + dense + " + " + control + " bytes");
        }
    }

    /** A frame whose payload is of one kind. */
    public static Frame of(Tag tag, int sequence, Kind kind, long length) {
        int bytes = Math.toIntExact(length);
        return switch (kind) {
            case COMPRESSED -> new Frame(tag, sequence, bytes, 0, 0);
            case DENSE -> new Frame(tag, sequence, 0, bytes, 0);
            case CONTROL -> new Frame(tag, sequence, 0, 0, bytes);
        };
    }

    /** A control frame outside operations. */
    public static Frame control(Tag tag, long length) {
        return of(tag, 0, Kind.CONTROL, length);
    }

    /** Bytes of payload. */
    public int length() {
        return compressed + dense + control;
    }

    /** Bytes of payload of that kind. */
    public int length(Kind kind) {
        return switch (kind) {
            case COMPRESSED -> compressed;
            case DENSE -> dense;
            case CONTROL -> control;
        };
    }

    /** Bytes of the header on the wire. */
    public int headerLength() {
        return kindCode() == MIXED ? MIXED_BYTES : SHORT_BYTES;
    }

    private int kindCode() {
        for (int code = 0; code < MIXED; code++) {
            if (length(KINDS[code]) == length()) {
                return length() == 0 ? Kind.CONTROL.ordinal() : code;
            }
        }
        return MIXED;
    }

    /** Writes the header to the start of {@code target}. */
    void encode(MemorySegment target) {
        target.set(INT, 0, length());
        target.set(ValueLayout.JAVA_BYTE, 4, (byte) kindCode());
        target.set(ValueLayout.JAVA_BYTE, 5, (byte) tag.code());
        target.set(INT, 6, sequence);
        if (kindCode() == MIXED) {
            target.set(INT, SHORT_BYTES, compressed);
            target.set(INT, SHORT_BYTES + 4, dense);
        }
    }

    /** Whether the first {@link #SHORT_BYTES} say that the rest of a mixed header follows. */
    static boolean isMixed(MemorySegment source) {
        return source.get(ValueLayout.JAVA_BYTE, 4) == MIXED;
    }

    /**
     * Reads a header.
     *
     * @throws ProtocolException if no encoder could have written it
     */
    static Frame decode(MemorySegment source) throws ProtocolException {
        int length = source.get(INT, 0);
        int kind = Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, 4));
        if (length < 0 || length > LARGEST_PAYLOAD) {
            throw new ProtocolException("a frame of " + Integer.toUnsignedLong(length) + " bytes is too long");
        }
        if (kind > MIXED) {
            throw new ProtocolException("kind " + kind + " is unknown");
        }
        Tag tag = Tag.of(Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, 5)));
        int sequence = source.get(INT, 6);
        return kind == MIXED ? decodeMixed(source, tag, sequence, length) : of(tag, sequence, KINDS[kind], length);
    }

    private static Frame decodeMixed(MemorySegment source, Tag tag, int sequence, int length) throws ProtocolException {
        int compressed = source.get(INT, SHORT_BYTES);
        int dense = source.get(INT, SHORT_BYTES + 4);
        if (compressed < 0 || dense < 0 || (long) compressed + dense > length) {
            throw new ProtocolException("the parts of a frame are longer than the whole");
        }
        return new Frame(tag, sequence, compressed, dense, length - compressed - dense);
    }
}
