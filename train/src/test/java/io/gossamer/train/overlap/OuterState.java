package io.gossamer.train.overlap;

import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.MemorySegment;

/** Passes over what is under way. */
record OuterState(StateVisitor visitor) implements StateVisitor {
    @Override
    public void floats(String name, MemorySegment values, long... shape) {
        visitor.floats(name, values, shape);
    }

    @Override
    public void longs(String name, long[] values) {
        visitor.longs(name, values);
    }

    @Override
    public void doubles(String name, double[] values) {
        visitor.doubles(name, values);
    }

    @Override
    public StateVisitor privately(String prefix) {
        return visitor.privately(prefix);
    }

    @Override
    public StateVisitor scope(String prefix) {
        return prefix.equals("underWay") ? NOBODY : new OuterState(visitor.scope(prefix));
    }
}
