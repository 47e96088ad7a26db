package io.gossamer.net.collective;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The reference kernel. */
final class ScalarSum implements FloatSum {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public void add(MemorySegment target, MemorySegment source) {
        addFrom(0, target, source);
    }

    static void addFrom(long offset, MemorySegment target, MemorySegment source) {
        for (long at = offset; at < target.byteSize(); at += Float.BYTES) {
            target.set(FLOAT, at, target.get(FLOAT, at) + source.get(FLOAT, at));
        }
    }
}
