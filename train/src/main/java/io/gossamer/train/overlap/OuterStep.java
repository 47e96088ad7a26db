package io.gossamer.train.overlap;

import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;

/** How a late mean difference changes the shared parameters, and the exchange that this needs. */
interface OuterStep extends Stateful, AutoCloseable {
    /** What differences go through; whoever uses it closes it, and visits its state. */
    Exchange exchange();

    /**
     * Changes the shared parameters.
     *
     * @param heard what the exchange came to; of no use afterwards
     * @param step after which it is due
     */
    void apply(FlatTensors shared, FlatTensors heard, long step) throws InterruptedException;

    @Override
    void close();
}
