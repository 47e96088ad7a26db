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
import java.util.List;

/**
 * The dense mean by all-reduce. Tensors are packed without their padding; the vote to stop travels as one more element
 * behind them.
 */
public final class AllReduceMean implements Exchange {
    private final Group group;
    private final FlatLayout layout;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment packed;
    private final long voteOffset;
    private ErrorMeter meter = ErrorMeter.idle();

    public AllReduceMean(Group group, FlatLayout layout) {
        this.group = group;
        this.layout = layout;
        this.voteOffset = layout.elements() * Float.BYTES;
        this.packed = arena.allocate(voteOffset + Float.BYTES, Long.BYTES);
    }

    @Override
    public boolean mean(FlatTensors tensors, long step, boolean stop) throws InterruptedException {
        if (group.size() == 1) {
            return stop;
        }
        tensors.pack(packed);
        packed.set(ValueLayout.JAVA_FLOAT, voteOffset, stop ? 1 : 0);
        if (meter.isArmed()) {
            meter.tell(
                    new Spoken(step, layout.entries().stream().map(Said::whole).toList(), List.of()));
        }
        group.allReduceSum(packed, Kind.DENSE);
        tensors.unpack(packed);
        FlatMath.divide(tensors, group.size());
        return packed.get(ValueLayout.JAVA_FLOAT, voteOffset) > 0;
    }

    @Override
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    @Override
    public void visitState(StateVisitor visitor) {}

    @Override
    public void close() {
        arena.close();
    }
}
