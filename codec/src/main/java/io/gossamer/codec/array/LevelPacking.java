package io.gossamer.codec.array;

import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.MemorySegment;

/** How signed levels, -levels to levels, one to a byte, are packed into fewer bits. */
sealed interface LevelPacking permits BitPacking, TritPacking {
    /** The largest level. */
    int levels();

    /** How many elements to take at a time: they stay in the cache and fill whole bytes. */
    int chunk();

    /** What {@code count} levels need. */
    long bytes(long count);

    void pack(MemorySegment unpacked, int count, MemorySegment packed, long offset);

    void unpack(MemorySegment packed, long offset, MemorySegment unpacked, int count) throws CorruptMessageException;
}
