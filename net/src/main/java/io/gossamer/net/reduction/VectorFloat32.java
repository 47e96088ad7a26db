package io.gossamer.net.reduction;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** float32 for processes that were started with the incubator module. The operators round as those of plain Java do. */
final class VectorFloat32 implements Kernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long STEP = SPECIES.vectorByteSize();

    @Override
    public void combine(Operator operator, MemorySegment target, MemorySegment source) {
        long whole = target.byteSize() / STEP * STEP;
        // A loop each: an operator that is looked up in the loop would put every vector on the heap.
        switch (operator) {
            case SUM, AVG -> add(target, source, whole);
            case MIN -> min(target, source, whole);
            case MAX -> max(target, source, whole);
            case PROD -> multiply(target, source, whole);
        }
        RealKernels.Float32.combineFrom(whole, operator, target, source);
    }

    private static void add(MemorySegment target, MemorySegment source, long end) {
        for (long at = 0; at < end; at += STEP) {
            load(target, at).add(load(source, at)).intoMemorySegment(target, at, ORDER);
        }
    }

    private static void min(MemorySegment target, MemorySegment source, long end) {
        for (long at = 0; at < end; at += STEP) {
            load(target, at).min(load(source, at)).intoMemorySegment(target, at, ORDER);
        }
    }

    private static void max(MemorySegment target, MemorySegment source, long end) {
        for (long at = 0; at < end; at += STEP) {
            load(target, at).max(load(source, at)).intoMemorySegment(target, at, ORDER);
        }
    }

    private static void multiply(MemorySegment target, MemorySegment source, long end) {
        for (long at = 0; at < end; at += STEP) {
            load(target, at).mul(load(source, at)).intoMemorySegment(target, at, ORDER);
        }
    }

    @Override
    public void divide(MemorySegment target, int divisor) {
        long whole = target.byteSize() / STEP * STEP;
        for (long at = 0; at < whole; at += STEP) {
            load(target, at).div((float) divisor).intoMemorySegment(target, at, ORDER);
        }
        RealKernels.Float32.divideFrom(whole, target, divisor);
    }

    private static FloatVector load(MemorySegment values, long at) {
        return FloatVector.fromMemorySegment(SPECIES, values, at, ORDER);
    }

    @Override
    public void toFloats(MemorySegment values, MemorySegment floats) {
        floats.copyFrom(values);
    }

    @Override
    public void fromFloats(MemorySegment floats, MemorySegment values) {
        values.copyFrom(floats);
    }
}
