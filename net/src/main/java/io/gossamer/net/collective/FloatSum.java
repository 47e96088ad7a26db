package io.gossamer.net.collective;

import java.lang.foreign.MemorySegment;

/** Adds float32 arrays in native byte order. Both kernels round alike, so nodes may use different ones. */
interface FloatSum {
    /** {@code target[i] += source[i]}; both have the same length, a multiple of four bytes. */
    void add(MemorySegment target, MemorySegment source);

    /** The fastest kernel that this process can load. */
    static FloatSum fastest() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? new VectorSum() : new ScalarSum();
    }
}
