package io.gossamer.train.overlap;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.OwnedPieces;
import io.gossamer.train.exchange.ShardedMean;

/**
 * An outer step where groups go together. All members of a group say the same, so each says its piece, and hears it from
 * those of its rank in the other groups ({@link io.gossamer.train.exchange.PieceMean}): that is under way while all compute.
 * When it is due, the members of a group hear what each made of its piece.
 */
final class OuterStepInGroups implements OuterStep {
    private final OuterStep step;
    private final ShardedMean.Owner owner;
    private final OwnedPieces pieces;

    /**
     * @param step on the whole, whose exchange leaves a node with the mean of its piece
     * @param owner what becomes of a piece before all hear it
     */
    OuterStepInGroups(Group inside, FlatLayout layout, ShardedMean.Owner owner, OuterStep step) {
        this.step = step;
        this.owner = owner;
        this.pieces = new OwnedPieces(inside, layout);
    }

    @Override
    public Exchange exchange() {
        return step.exchange();
    }

    @Override
    public void apply(FlatTensors shared, FlatTensors heard, long at) throws InterruptedException {
        pieces.take(heard);
        owner.advance(pieces.own(), pieces.from());
        pieces.gather(heard, at);
        step.apply(shared, heard, at);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        step.visitState(visitor);
    }

    @Override
    public void close() {
        step.close();
        pieces.close();
    }
}
