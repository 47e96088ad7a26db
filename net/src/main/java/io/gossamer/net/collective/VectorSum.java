package io.gossamer.net.collective;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The kernel for processes that were started with the incubator module. */
final class VectorSum implements FloatSum {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    @Override
    public void add(MemorySegment target, MemorySegment source) {
        long step = SPECIES.vectorByteSize();
        long whole = target.byteSize() / step * step;
        for (long at = 0; at < whole; at += step) {
            FloatVector sum = FloatVector.fromMemorySegment(SPECIES, target, at, ORDER)
                    .add(FloatVector.fromMemorySegment(SPECIES, source, at, ORDER));
            sum.intoMemorySegment(target, at, ORDER);
        }
        ScalarSum.addFrom(whole, target, source);
    }
}
