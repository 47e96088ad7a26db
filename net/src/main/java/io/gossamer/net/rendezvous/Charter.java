package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * What a group is for, in words that mean something to its members alone; told to whoever has an invitation.
 *
 * @param text at most 64 KiB as UTF-8; may be empty
 */
public record Charter(String text) {
    /** Of a group whose members know it already. */
    public static final Charter NONE = new Charter("");

    public Charter {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Fields.LARGEST) {
            throw new GossamerException(
                    "A charter of " + bytes + " bytes", "Say it in " + Fields.LARGEST + " bytes at most.");
        }
    }

    MemorySegment encode() {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    }

    static Charter decode(MemorySegment payload) {
        return new Charter(StandardCharsets.UTF_8.decode(payload.asByteBuffer()).toString());
    }
}
