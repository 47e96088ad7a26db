package io.gossamer.core.state;

import java.lang.foreign.MemorySegment;

/** How many bytes the arrays take that a {@link Stateful} lists. */
public final class StateSize implements StateVisitor {
    private long bytes;

    private StateSize() {}

    /** In bytes. */
    public static long of(Stateful stateful) {
        StateSize size = new StateSize();
        stateful.visitState(size);
        return size.bytes;
    }

    @Override
    public void floats(String name, MemorySegment values, long... shape) {
        bytes += values.byteSize();
    }

    @Override
    public void longs(String name, long[] values) {
        bytes += (long) Long.BYTES * values.length;
    }

    @Override
    public void doubles(String name, double[] values) {
        bytes += (long) Double.BYTES * values.length;
    }
}
