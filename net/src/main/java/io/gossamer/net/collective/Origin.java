package io.gossamer.net.collective;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What an operation is made from, for as often as it begins again. A source apart from the target is only read; of one
 * that is the target a copy is kept.
 *
 * @param source what to read
 * @param target what is overwritten
 * @param inPlace whether the target was the source
 */
record Origin(MemorySegment source, MemorySegment target, boolean inPlace) {
    private static final long ALIGNMENT = 64;

    static Origin of(MemorySegment source, MemorySegment target) {
        boolean inPlace = source.equals(target);
        MemorySegment kept =
                inPlace ? Arena.ofAuto().allocate(source.byteSize(), ALIGNMENT).copyFrom(source) : source;
        return new Origin(kept, target, inPlace);
    }

    /** Makes the source that the caller gave what it was. */
    void restore() {
        if (inPlace) {
            target.copyFrom(source);
        }
    }
}
