package io.gossamer.train.exchange;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import java.lang.foreign.MemorySegment;

/**
 * The dense mean of which each node owns a contiguous piece, and turns it into something else before all hear it: a
 * reduce-scatter to the owners, a step of each, an all-gather ({@link OwnedPieces}). So a state that only the owners need is
 * nowhere twice (ZeRO, Rajbhandari et al., SC 2020). Bytes as of a ring: 2 (nodes - 1) / nodes float32 vectors a node.
 */
public final class ShardedMean implements Exchange {
    /** What an owner makes of its piece of the mean. Every node is asked once in an exchange, and may use the group. */
    @FunctionalInterface
    public interface Owner {
        /**
         * @param piece float32, to be overwritten
         * @param from its first element's number among all
         */
        void advance(MemorySegment piece, long from) throws InterruptedException;
    }

    private final FlatLayout layout;
    private final Owner owner;
    private final OwnedPieces pieces;
    private ErrorMeter meter = ErrorMeter.idle();

    public ShardedMean(Group group, FlatLayout layout, Owner owner) {
        this.layout = layout;
        this.owner = owner;
        this.pieces = new OwnedPieces(group, layout);
    }

    /** How many elements this node owns. */
    public long pieceElements() {
        return pieces.elements();
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        meter.tellWhole(step, layout);
        Votes all = pieces.scatterMean(tensors, step, votes);
        owner.advance(pieces.own(), pieces.from());
        pieces.gather(tensors, step);
        return all;
    }

    @Override
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    @Override
    public void visitState(StateVisitor visitor) {}

    @Override
    public void close() {
        pieces.close();
    }
}
