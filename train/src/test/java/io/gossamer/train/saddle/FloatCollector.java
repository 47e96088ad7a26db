package io.gossamer.train.saddle;

import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Copies all float arrays of a state, by name. */
record FloatCollector(Map<String, float[]> arrays) implements StateVisitor {
    @Override
    public void floats(String name, MemorySegment values, long... shape) {
        arrays.put(name, values.toArray(ValueLayout.JAVA_FLOAT));
    }

    @Override
    public void longs(String name, long[] values) {}

    @Override
    public void doubles(String name, double[] values) {}
}
