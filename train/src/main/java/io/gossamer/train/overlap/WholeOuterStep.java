package io.gossamer.train.overlap;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;

/** Every node has the whole mean difference and takes the whole outer step. */
final class WholeOuterStep implements OuterStep {
    private final Exchange exchange;
    private final Optimizer optimizer;
    private final double rate;
    private final StalenessPenalty penalty;
    private final double[] moved;

    /** @param moved by tensor, squared: how far the shared parameters have moved since the difference was measured */
    WholeOuterStep(Exchange exchange, Optimizer optimizer, double rate, StalenessPenalty penalty, double[] moved) {
        this.exchange = exchange;
        this.optimizer = optimizer;
        this.rate = rate;
        this.penalty = penalty;
        this.moved = moved;
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public void apply(FlatTensors shared, FlatTensors heard, long step) {
        if (penalty.divides()) {
            double[] divisors = penalty.divisors(moved, FlatMath.squaredNorms(heard));
            for (int tensor = 0; tensor < divisors.length; tensor++) {
                FlatMath.divide(heard.memory(tensor), (float) divisors[tensor]);
            }
        }
        optimizer.step(shared, heard, rate);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        optimizer.visitState(visitor);
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
