package io.gossamer.train.strategy;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;

/**
 * A part of the shared parameters with its outer optimiser, and the exchange of how far a node's own have come from it.
 * What is under way is all nodes' alike once it has arrived, so it is kept with the rest of the state.
 */
final class OuterFragment implements Stateful, AutoCloseable {
    private static final long NOTHING = -1;

    private final List<Integer> tensors;
    private final FlatTensors shared;
    /** Zero unless something is under way. */
    private final FlatTensors difference;

    private final Optimizer outer;
    private final Exchange exchange;
    private final ErrorMeter meter;
    private final ErrorMeter own;
    private final long[] due = {NOTHING};
    private Optional<ExchangeQueue.UnderWay> underWay = Optional.empty();

    /**
     * @param tensors of the whole model that belong to it
     * @param part the site of this fragment alone
     */
    OuterFragment(List<Integer> tensors, Site part, Strategy strategy) {
        this.tensors = tensors;
        this.shared = FlatTensors.zeros(part.layout());
        this.difference = shared.likeThis();
        this.outer = strategy.merge().optimizer().create(shared);
        this.exchange = strategy.exchange().apply(part);
        this.meter = part.meter();
        this.own = meter.beside();
        exchange.measure(own);
    }

    /** After which step what is under way is to be merged; empty if nothing is. */
    Optional<Long> due() {
        return due[0] == NOTHING ? Optional.empty() : Optional.of(due[0]);
    }

    /** Says how far a node's parameters have come from the shared ones. */
    void send(ExchangeQueue queue, FlatTensors anchor, FlatTensors parameters, long step, long dueAfter, Votes votes) {
        take(anchor, shared);
        take(parameters, difference);
        FlatMath.subtract(shared, difference, difference);
        due[0] = dueAfter;
        meter.passTo(own);
        underWay = Optional.of(queue.begin(exchange, difference, step, votes));
    }

    /**
     * Merges the mean difference into the shared parameters, and these into the node's own.
     *
     * @param mixing the share that the node's own keep
     * @return what any node votes for
     */
    Votes arrive(FlatTensors anchor, FlatTensors parameters, double rate, double mixing) throws InterruptedException {
        Votes votes = underWay.isPresent() ? underWay.get().await() : Votes.NONE;
        underWay = Optional.empty();
        due[0] = NOTHING;
        take(anchor, shared);
        outer.step(shared, difference, rate);
        put(shared, anchor);
        if (mixing > 0) {
            take(parameters, difference);
            FlatMath.blend(difference, mixing, shared, difference);
            put(difference, parameters);
        } else {
            put(shared, parameters);
        }
        difference.memory().fill((byte) 0);
        return votes;
    }

    private void take(FlatTensors whole, FlatTensors part) {
        for (int i = 0; i < tensors.size(); i++) {
            part.memory(i).copyFrom(whole.memory(tensors.get(i)));
        }
    }

    private void put(FlatTensors part, FlatTensors whole) {
        for (int i = 0; i < tensors.size(); i++) {
            whole.memory(tensors.get(i)).copyFrom(part.memory(i));
        }
    }

    boolean elastic() {
        return exchange.elastic();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        outer.visitState(visitor.scope("outer"));
        exchange.visitState(visitor.scope("exchange"));
        visitor.longs("due", due);
        difference.visitState(visitor.scope("underWay"));
    }

    @Override
    public void close() {
        exchange.close();
        outer.close();
        difference.close();
        shared.close();
    }
}
