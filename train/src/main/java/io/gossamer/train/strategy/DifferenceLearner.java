package io.gossamer.train.strategy;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;

/** Every node takes steps of its own; now and then all say how far these brought them, and start again from the merge. */
final class DifferenceLearner implements Learner {
    private final Subject.Difference subject;
    private final Strategy strategy;
    private final Site site;
    private final Exchange exchange;
    private final Optimizer inner;
    private final Optimizer outer;
    private final FlatTensors anchor;
    private final FlatTensors difference;

    DifferenceLearner(Subject.Difference subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.exchange = strategy.exchange().apply(site);
        this.inner = subject.inner().create(parameters());
        this.outer = strategy.merge().optimizer().create(parameters());
        this.anchor = parameters().likeThis();
        this.difference = parameters().likeThis();
        anchor.memory().copyFrom(parameters().memory());
    }

    private FlatTensors parameters() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        double loss = site.gradient(step);
        FlatTensors gradients = site.network().gradients();
        FlatMath.clip(gradients, subject.localClip());
        inner.step(parameters(), gradients, strategy.learningRate().at(step));
        return new Outcome(loss, talks(step) ? talk(step, votes) : Votes.NONE);
    }

    private boolean talks(long step) {
        return strategy.when().due(step) || step == strategy.learningRate().totalSteps() - 1;
    }

    private Votes talk(long step, Votes votes) throws InterruptedException {
        FlatMath.subtract(anchor, parameters(), difference);
        Votes all = exchange.mean(difference, step, votes);
        outer.step(anchor, difference, strategy.merge().outerLearningRate().orElseThrow());
        parameters().memory().copyFrom(anchor.memory());
        return all;
    }

    @Override
    public boolean elastic() {
        return exchange.elastic();
    }

    @Override
    public void caughtUp() {
        parameters().memory().copyFrom(anchor.memory());
    }

    @Override
    public FlatTensors shared() {
        return anchor;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        inner.visitState(visitor.privately("inner"));
        outer.visitState(visitor.scope("outer"));
        anchor.visitState(visitor.scope("anchor"));
        exchange.visitState(visitor.scope("exchange"));
    }

    @Override
    public void close() {
        inner.close();
        outer.close();
        anchor.close();
        difference.close();
        exchange.close();
    }
}
