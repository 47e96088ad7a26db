package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;

/**
 * What all frames of an operation say of it.
 *
 * @param number its sequence number
 * @param kind what its payloads count as
 */
record Stamp(Tag tag, int number, Kind kind) {
    Frame frame(MemorySegment payload) {
        return Frame.of(tag, number, kind, payload.byteSize());
    }
}
