package io.gossamer.train.strategy;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;

/** Every node's gradient is said; their mean is applied by all. */
final class GradientLearner implements Learner {
    private final Subject.Gradient subject;
    private final Strategy strategy;
    private final Site site;
    private final Exchange exchange;
    private final Optimizer optimizer;

    GradientLearner(Subject.Gradient subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.exchange = strategy.exchange().apply(site);
        this.optimizer = strategy.merge().optimizer().create(shared());
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        double loss = site.gradient(step);
        FlatTensors gradients = site.network().gradients();
        FlatMath.clip(gradients, subject.localClip());
        Votes all = exchange.mean(gradients, step, votes);
        FlatMath.clip(gradients, strategy.merge().clip());
        optimizer.step(shared(), gradients, strategy.learningRate().at(step));
        return new Outcome(loss, all);
    }

    @Override
    public boolean elastic() {
        return exchange.elastic();
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        optimizer.visitState(visitor.scope("optimizer"));
        exchange.visitState(visitor.scope("exchange"));
    }

    @Override
    public void close() {
        optimizer.close();
        exchange.close();
    }
}
