package io.gossamer.train.exchange;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;

/**
 * The dense mean of a node's own piece among those who own the same piece elsewhere; the rest of the tensors stays what it
 * is. So groups that each hold something whole, a piece on each member, say it to each other once and not once a member.
 */
public final class PieceMean implements Exchange {
    private final FlatLayout layout;
    private final OwnedPieces pieces;
    private final FlatTensors own;
    private final AllReduceMean mean;
    private ErrorMeter meter = ErrorMeter.idle();

    /**
     * @param inside the group whose members hold the same and each own a piece of it
     * @param across those who own the same piece
     */
    public PieceMean(Group inside, Group across, FlatLayout layout) {
        this.layout = layout;
        this.pieces = new OwnedPieces(inside, layout);
        this.own = FlatTensors.zeros(pieces.ownLayout());
        this.mean = new AllReduceMean(across, own.layout());
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        meter.tellWhole(step, layout);
        pieces.take(tensors);
        own.unpack(pieces.own());
        Votes all = mean.mean(own, step, votes);
        own.pack(pieces.own());
        pieces.putBack(tensors);
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
        mean.close();
        own.close();
        pieces.close();
    }
}
