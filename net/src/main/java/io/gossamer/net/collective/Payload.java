package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;

/** What one node says to another, and how much of it is of which kind; the rest is control. */
record Payload(MemorySegment bytes, long compressed, long dense) {
    static Payload of(Message message) {
        return new Payload(message.bytes(), message.bytes(Kind.COMPRESSED), message.bytes(Kind.DENSE));
    }

    static Payload of(MemorySegment bytes, Kind kind) {
        return new Payload(
                bytes, kind == Kind.COMPRESSED ? bytes.byteSize() : 0, kind == Kind.DENSE ? bytes.byteSize() : 0);
    }

    /** The same said with other bytes, as many. */
    Payload withBytes(MemorySegment others) {
        return new Payload(others, compressed, dense);
    }

    Frame frame(Tag tag, int number) {
        return new Frame(
                tag,
                number,
                Math.toIntExact(compressed),
                Math.toIntExact(dense),
                Math.toIntExact(bytes.byteSize() - compressed - dense));
    }
}
