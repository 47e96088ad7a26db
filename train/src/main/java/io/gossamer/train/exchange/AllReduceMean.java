package io.gossamer.train.exchange;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The dense mean by all-reduce. Tensors are packed without their padding; the votes travel as elements behind them.
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
        this.packed = arena.allocate(voteOffset + CountedVotes.BYTES, Long.BYTES);
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        if (group.size() == 1) {
            return votes;
        }
        tensors.pack(packed);
        CountedVotes.put(votes, packed, voteOffset);
        meter.tellWhole(step, layout);
        int contributors = group.allReduceSum(packed, Kind.DENSE);
        tensors.unpack(packed);
        FlatMath.divide(tensors, contributors);
        return CountedVotes.of(packed, voteOffset);
    }

    @Override
    public boolean elastic() {
        return true;
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
