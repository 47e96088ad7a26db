package io.gossamer.train.exchange;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The dense mean by all-reduce. Tensors are packed without their padding; the vote to stop travels as one more element
 * behind them.
 */
public final class AllReduceMean implements Exchange {
    private final Group group;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment packed;
    private final long voteOffset;

    public AllReduceMean(Group group, FlatLayout layout) {
        this.group = group;
        this.voteOffset = layout.elements() * Float.BYTES;
        this.packed = arena.allocate(voteOffset + Float.BYTES, Long.BYTES);
    }

    @Override
    public boolean mean(FlatTensors tensors, long step, boolean stop) throws InterruptedException {
        if (group.size() == 1) {
            return stop;
        }
        pack(tensors);
        packed.set(ValueLayout.JAVA_FLOAT, voteOffset, stop ? 1 : 0);
        group.allReduceSum(packed, Kind.DENSE);
        unpackMean(tensors);
        return packed.get(ValueLayout.JAVA_FLOAT, voteOffset) > 0;
    }

    private void pack(FlatTensors tensors) {
        long at = 0;
        for (int i = 0; i < tensors.layout().entries().size(); i++) {
            MemorySegment tensor = tensors.memory(i);
            MemorySegment.copy(tensor, 0, packed, at, tensor.byteSize());
            at += tensor.byteSize();
        }
    }

    private void unpackMean(FlatTensors tensors) {
        long at = 0;
        for (int i = 0; i < tensors.layout().entries().size(); i++) {
            MemorySegment tensor = tensors.memory(i);
            MemorySegment.copy(packed, at, tensor, 0, tensor.byteSize());
            at += tensor.byteSize();
        }
        FlatMath.divide(tensors, group.size());
    }

    @Override
    public void visitState(StateVisitor visitor) {}

    @Override
    public void close() {
        arena.close();
    }
}
