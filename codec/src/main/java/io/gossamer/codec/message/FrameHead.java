package io.gossamer.codec.message;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;

/**
 * What all frames begin with, validated, their checksum too.
 *
 * @param number of sections, or of bytes of scalars
 * @param votes the sender's
 * @param body stands behind the head and ends before the checksum
 */
record FrameHead(int number, Votes votes, ByteReader body) {
    /** @throws CorruptMessageException if the frame is not such as {@code sender} was to send in {@code step} */
    static FrameHead read(MemorySegment frame, int type, int sender, long step) throws CorruptMessageException {
        checkFrame(frame, type);
        ByteReader in = new ByteReader(frame.asSlice(0, frame.byteSize() - Frame.CHECKSUM_BYTES));
        in.readBytes(Frame.LENGTH_OFFSET - 1);
        int flags = in.readByte();
        require((flags & ~(Frame.FLAG_STOP | Frame.FLAG_ADMIT)) == 0, "unknown flags " + flags);
        in.readInt();
        int number = in.readShort();
        requireEqual("sender", in.readVarint(Integer.MAX_VALUE), sender);
        requireEqual("step", in.readVarint(Long.MAX_VALUE), step);
        Votes votes = new Votes((flags & Frame.FLAG_STOP) != 0, (flags & Frame.FLAG_ADMIT) != 0);
        return new FrameHead(number, votes, in);
    }

    private static void checkFrame(MemorySegment frame, int wantedType) throws CorruptMessageException {
        long size = frame.byteSize();
        require(size >= Frame.MINIMUM_LENGTH, "a frame of " + size + " bytes is too short");
        ByteReader in = new ByteReader(frame);
        require(in.readShort() == Frame.MAGIC, "not a Gossamer frame");
        int version = in.readByte();
        require(version == Frame.VERSION, "frame version " + version + "; this build speaks " + Frame.VERSION);
        int type = in.readByte();
        require(type == wantedType, "frame type is " + type + " instead of " + wantedType);
        in.readByte();
        requireEqual("frame length", in.readInt() & Frame.MAXIMUM_LENGTH, size);
        long body = size - Frame.CHECKSUM_BYTES;
        int checksum = frame.get(LittleEndian.INT, body);
        require(checksum == Frame.checksum(frame.asSlice(0, body)), "the checksum does not match");
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
