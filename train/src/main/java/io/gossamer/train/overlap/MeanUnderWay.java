package io.gossamer.train.overlap;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.strategy.Site;
import java.util.Optional;

/**
 * The one mean that is under way while a node computes. While it is, the node writes its next words elsewhere. Once it has
 * arrived it is all nodes' alike, and so part of what they share.
 */
final class MeanUnderWay implements Stateful, AutoCloseable {
    private final Exchange exchange;
    private final ExchangeQueue queue;
    private final ErrorMeter meter;
    private final ErrorMeter own;
    private final long[] expected = {0};
    private final FlatTensors said;
    private final FlatTensors draft;
    private Optional<ExchangeQueue.UnderWay> underWay = Optional.empty();

    MeanUnderWay(Site site, Exchange exchange) {
        this.exchange = exchange;
        this.queue = new ExchangeQueue(site.group().world());
        this.meter = site.meter();
        this.own = meter.beside();
        exchange.measure(own);
        this.said = site.network().parameters().likeThis();
        this.draft = said.likeThis();
    }

    /** Where the node writes what it says next. */
    FlatTensors draft() {
        return draft;
    }

    /** Sends the draft on its way. Nothing else may be. */
    void begin(long step, Votes votes) {
        // What is shared stays where it lies: newcomers are given what was there when the run began.
        said.memory().copyFrom(draft.memory());
        expected[0] = 1;
        meter.passTo(own);
        underWay = Optional.of(queue.begin(exchange, said, step, votes));
    }

    /** Whether a mean has still to be taken: one that is under way, or that has come before this node took up the run. */
    boolean expected() {
        return expected[0] == 1;
    }

    /** Waits for the end of what is under way, if anything is; returns what any node votes for. */
    Votes await() throws InterruptedException {
        Votes votes = underWay.isPresent() ? underWay.get().await() : Votes.NONE;
        underWay = Optional.empty();
        return votes;
    }

    /** The mean that has been awaited, which is expected no more. The caller may change it. */
    FlatTensors take() {
        expected[0] = 0;
        return said;
    }

    ExchangeQueue queue() {
        return queue;
    }

    boolean elastic() {
        return exchange.elastic();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("expected", expected);
        said.visitState(visitor.scope("mean"));
        exchange.visitState(visitor.scope("exchange"));
    }

    @Override
    public void close() {
        queue.close();
        exchange.close();
        said.close();
        draft.close();
    }
}
