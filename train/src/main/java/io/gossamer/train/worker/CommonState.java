package io.gossamer.train.worker;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.net.state.NamedArray;
import io.gossamer.net.state.SharedState;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What all nodes hold alike, as arrays that one who lacks them takes over. */
final class CommonState implements StateVisitor {
    private final List<NamedArray> arrays = new ArrayList<>();

    private CommonState() {}

    /** All that {@code state} lists, where it lies. */
    static SharedState of(Stateful state) {
        CommonState common = new CommonState();
        state.visitState(common);
        return SharedState.of(common.arrays);
    }

    @Override
    public void floats(String name, MemorySegment values, long... shape) {
        arrays.add(NamedArray.float32(name, values));
    }

    @Override
    public void longs(String name, long[] values) {
        arrays.add(new NamedArray(name, "int64", MemorySegment.ofArray(values), false));
    }

    @Override
    public void doubles(String name, double[] values) {
        arrays.add(new NamedArray(name, "float64", MemorySegment.ofArray(values), false));
    }
}
