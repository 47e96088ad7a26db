package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;

/**
 * Appends codes of some bits to room reserved for all of them, as {@code BitWriter} does, without looking whether there is
 * room: each stores a word whose upper part the next overwrites.
 */
final class CodeWriter {
    /** Besides the 7 bits of an unfinished byte. */
    static final int LONGEST_CODE = Long.SIZE - Byte.SIZE;

    private final ByteWriter out;
    private final long start;
    private final MemorySegment room;
    private long at;
    private long pending;
    private int used;

    /** @param maxBytes that all codes can need */
    CodeWriter(ByteWriter out, long maxBytes) {
        this.out = out;
        start = out.position();
        room = out.reserve(maxBytes + Long.BYTES);
    }

    /** @param length at most {@link #LONGEST_CODE} */
    void add(long code, int length) {
        long word = pending | code << used;
        int bits = used + length;
        room.set(LittleEndian.LONG, at, word);
        at += bits >>> 3;
        pending = word >>> (bits & ~7);
        used = bits & 7;
    }

    /** Pads the last byte with zeros and gives back what was not needed. */
    void finish() {
        room.set(LittleEndian.LONG, at, pending);
        out.truncate(start + at + (used == 0 ? 0 : 1));
    }
}
