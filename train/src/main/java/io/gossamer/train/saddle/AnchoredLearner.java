package io.gossamer.train.saddle;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;

/**
 * One node of MASHA. Between steps the network's parameters are z. A step is
 *
 * <pre>
 * z_ = tau z + (1 - tau) w
 * half = prox(z_ - gamma F(w))
 * s = mean of gamma (F_m(half) - F_m(w)), coded, F_m being of the same batches in both places
 * z = prox(z_ - gamma F(w) - s)
 * </pre>
 *
 * and, if the shared coin says so, w = z, with F(w) said whole.
 */
final class AnchoredLearner implements Learner {
    private final Masha subject;
    private final Strategy strategy;
    private final Site site;
    private final Operator operator;
    private final Exchange exchange;
    private final Exchange whole;
    private final NodeSample participation;
    private final FlatTensors anchor;
    private final FlatTensors atAnchor;
    private final FlatTensors before;
    private final FlatTensors blend;
    private final FlatTensors difference;
    private final FlatTensors scratch;
    private final long[] anchored = {0};
    private final double[] lastLoss = {0};

    AnchoredLearner(Masha subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.operator = new Operator(site, subject.player());
        this.exchange = strategy.exchange().apply(site);
        this.whole = new AllReduceMean(site.group(), site.layout());
        this.participation = subject.participation().apply(site);
        this.anchor = shared().likeThis();
        this.atAnchor = shared().likeThis();
        this.before = shared().likeThis();
        this.blend = shared().likeThis();
        this.difference = shared().likeThis();
        this.scratch = shared().likeThis();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        if (anchored[0] == 0) {
            moveAnchor(shared(), step);
            anchored[0] = 1;
        }
        double gamma = strategy.learningRate().at(step);
        before.memory().copyFrom(shared().memory());
        FlatMath.blend(shared(), subject.anchor().tau(), anchor, blend);
        if (participation.includes(site.group().rank(), step)) {
            lastLoss[0] = computeDifference(step, gamma);
        }
        Votes all = exchange.mean(difference, step, votes);
        accept(gamma);
        if (subject.anchor().moves(site.seed(), step)) {
            moveAnchor(subject.anchor().previous() ? before : shared(), step + 1);
        }
        return new Outcome(lastLoss[0], all);
    }

    /** The step size is inside, so that what a memory keeps is in units of the iterate, whatever the next step size is. */
    private double computeDifference(long step, double gamma) {
        operator.moveTo(blend, gamma, atAnchor);
        double loss = operator.at(firstBatch(step), subject.batches(), difference);
        shared().memory().copyFrom(anchor.memory());
        operator.at(firstBatch(step), subject.batches(), scratch);
        FlatMath.subtract(difference, scratch, difference);
        FlatMath.scale(difference, gamma);
        return loss;
    }

    private long firstBatch(long step) {
        return step * Math.max(1, subject.batches());
    }

    private void accept(double gamma) {
        shared().memory().copyFrom(blend.memory());
        FlatMath.add(shared(), -gamma, atAnchor);
        FlatMath.add(shared(), -1, difference);
        subject.player().project(shared());
    }

    /** Has F computed at the point on the batches that {@code nextStep} begins with, and leaves z where it is. */
    private void moveAnchor(FlatTensors point, long nextStep) throws InterruptedException {
        anchor.memory().copyFrom(point.memory());
        scratch.memory().copyFrom(shared().memory());
        shared().memory().copyFrom(anchor.memory());
        operator.at(firstBatch(nextStep), subject.anchor().batches(), atAnchor);
        shared().memory().copyFrom(scratch.memory());
        whole.mean(atAnchor, nextStep, Votes.NONE);
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("anchored", anchored);
        visitor.doubles("loss", lastLoss);
        anchor.visitState(visitor.scope("anchor"));
        atAnchor.visitState(visitor.scope("operator"));
        exchange.visitState(visitor.scope("exchange"));
    }

    @Override
    public void close() {
        exchange.close();
        whole.close();
        anchor.close();
        atAnchor.close();
        before.close();
        blend.close();
        difference.close();
        scratch.close();
    }
}
