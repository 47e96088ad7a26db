package io.gossamer.train.saddle;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.Optional;

/** One node of descent-ascent or extragradient. Between steps the network's parameters are z. */
final class DescentAscentLearner implements Learner {
    private static final int EVERY_NODE = -1;

    private final DescentAscent subject;
    private final Strategy strategy;
    private final Site site;
    private final Operator operator;
    private final Optional<Exchange> ahead;
    private final Exchange exchange;
    private final FlatTensors start;
    private final FlatTensors mean;

    DescentAscentLearner(DescentAscent subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.operator = new Operator(site, subject.player());
        this.ahead = subject.extragradient()
                ? Optional.of(strategy.exchange().apply(site.withSeed(otherSeed(site))))
                : Optional.empty();
        this.exchange = strategy.exchange().apply(site);
        this.start = shared().likeThis();
        this.mean = shared().likeThis();
    }

    /** So that the codes of the two messages of a step are drawn independently. */
    private static long otherSeed(Site site) {
        return RandomStream.of(site.seed(), Purpose.CODEC, EVERY_NODE, 0, 0).nextLong();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        double gamma = strategy.learningRate().at(step);
        long first = step * Math.max(1, subject.batches());
        start.memory().copyFrom(shared().memory());
        double loss = operator.at(first, subject.batches(), mean);
        if (ahead.isPresent()) {
            ahead.get().mean(mean, step, Votes.NONE);
            operator.moveTo(start, gamma, mean);
            operator.at(first, subject.batches(), mean);
        }
        Votes all = exchange.mean(mean, step, votes);
        operator.moveTo(start, gamma, mean);
        return new Outcome(loss, all);
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        ahead.ifPresent(first -> first.visitState(visitor.scope("ahead")));
        exchange.visitState(visitor.scope("exchange"));
    }

    @Override
    public void close() {
        ahead.ifPresent(Exchange::close);
        exchange.close();
        start.close();
        mean.close();
    }
}
