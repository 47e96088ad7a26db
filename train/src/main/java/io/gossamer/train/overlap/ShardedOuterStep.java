package io.gossamer.train.overlap;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;

/** Every node owns a piece of the outer momentum, and hears all pieces: what is heard is the momentum already. */
final class ShardedOuterStep implements OuterStep {
    private final Exchange exchange;
    private final MomentumPiece momentum;
    private final double rate;

    /** @param momentum of this node, which brings it forward before {@link #apply} */
    ShardedOuterStep(Exchange exchange, MomentumPiece momentum, double rate) {
        this.exchange = exchange;
        this.momentum = momentum;
        this.rate = rate;
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public void apply(FlatTensors shared, FlatTensors heard, long step) {
        FlatMath.add(shared, -rate, heard);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        momentum.visitState(visitor);
    }

    @Override
    public void close() {
        momentum.close();
    }
}
