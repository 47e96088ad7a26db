package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.MemorySegment;

/** Keeps nothing: what is not sent is lost. */
public final class NoMemory implements Memory {
    @Override
    public MemorySegment compensate(int tensor, MemorySegment gradient) {
        return gradient;
    }

    @Override
    public void sent(int tensor, SparseVector chosen) {}

    @Override
    public void sent(int tensor, MemorySegment decoded) {}

    @Override
    public void visitState(StateVisitor visitor) {}
}
