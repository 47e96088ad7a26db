package io.gossamer.train.overlap;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.InnerSteps;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.Optional;

/** One node of {@link DelayedAnchor}. It says how far it is from the anchor, which stays until that mean has come. */
final class DelayedAnchorLearner implements Learner {
    private final DelayedAnchor subject;
    private final Strategy strategy;
    private final Site site;
    private final InnerSteps inner;
    private final Optimizer outer;
    private final MeanUnderWay mean;
    private final FlatTensors anchor;
    private boolean stepped;

    DelayedAnchorLearner(DelayedAnchor subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.inner = new InnerSteps(site, subject.inner(), subject.localClip(), strategy.learningRate());
        this.outer = strategy.merge().optimizer().create(parameters());
        this.mean = new MeanUnderWay(site, strategy.exchange().apply(site));
        this.anchor = parameters().likeThis();
        anchor.memory().copyFrom(parameters().memory());
    }

    private FlatTensors parameters() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        stepped = true;
        double loss = inner.take(step);
        boolean last = step == strategy.learningRate().totalSteps() - 1;
        return new Outcome(loss, last || strategy.when().due(step) ? talk(step, votes, last) : Votes.NONE);
    }

    private Votes talk(long step, Votes votes, boolean last) throws InterruptedException {
        Votes all = mean.await();
        moveAnchor();
        FlatMath.blend(anchor, subject.pullback(), parameters(), parameters());
        FlatMath.subtract(anchor, parameters(), mean.draft());
        mean.begin(step, votes);
        if (last) {
            all = all.or(mean.await());
            moveAnchor();
        }
        return all;
    }

    private void moveAnchor() {
        if (mean.expected()) {
            outer.step(anchor, mean.take(), strategy.merge().outerLearningRate().orElseThrow());
        }
    }

    @Override
    public Votes settle() throws InterruptedException {
        return mean.queue().settle();
    }

    @Override
    public Optional<ExchangeQueue> queue() {
        return Optional.of(mean.queue());
    }

    @Override
    public boolean elastic() {
        return mean.elastic();
    }

    /** Who comes in begins at the anchor; the others keep what is their own. */
    @Override
    public void caughtUp() {
        if (!stepped) {
            parameters().memory().copyFrom(anchor.memory());
        }
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
        mean.visitState(visitor.scope("underWay"));
    }

    @Override
    public void close() {
        mean.close();
        inner.close();
        outer.close();
        anchor.close();
    }
}
