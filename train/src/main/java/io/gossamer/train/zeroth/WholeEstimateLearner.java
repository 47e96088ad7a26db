package io.gossamer.train.zeroth;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.failure.DivergedException;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;

/**
 * Says the estimate of the gradient that the slopes make, element by element: the same steps as those of scalars, at the
 * cost of a dense gradient. What scalars are held against.
 */
final class WholeEstimateLearner implements Learner {
    private final ZerothOrder subject;
    private final Strategy strategy;
    private final Site site;
    private final FlatTensors kept;
    private final double[] scales;
    private final Directions directions;
    private final NodeSamples measuring;
    private final Exchange exchange;
    private final Optimizer optimizer;

    WholeEstimateLearner(ZerothOrder subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.kept = shared().likeThis();
        this.scales = ZerothOrder.scales(shared(), subject.varianceScaling());
        this.directions = new Directions(site.seed(), scales);
        this.measuring = new NodeSamples(site, directions, subject);
        this.exchange = strategy.exchange().apply(site);
        this.optimizer = strategy.merge().optimizer().create(shared());
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        FlatTensors estimate = site.network().gradients();
        double loss = estimate(step, estimate);
        Votes all = exchange.mean(estimate, step, votes);
        // The mean over nodes of sums over samples becomes the sum over all n, divided by the root of n.
        int nodes = site.group().size();
        FlatMath.divide(estimate, Math.sqrt((double) nodes * subject.samples()) / nodes);
        optimizer.step(shared(), estimate, strategy.learningRate().at(step));
        return new Outcome(loss, all);
    }

    private double estimate(long step, FlatTensors sum) {
        sum.memory().fill((byte) 0);
        kept.memory().copyFrom(shared().memory());
        double loss = 0;
        for (int sample = 0; sample < subject.samples(); sample++) {
            Probe.Measurement measured = measuring.measure(step, sample);
            shared().memory().copyFrom(kept.memory());
            if (!Double.isFinite(measured.slope())) {
                throw new DivergedException(
                        "A loss of worker " + site.group().rank() + " is not finite in step " + step,
                        "Lower --learning-rate.");
            }
            directions.move(sum, measuring.direction(step, sample), (float) measured.slope());
            loss += measured.loss() / subject.samples();
        }
        return loss;
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.doubles("scales", scales);
        optimizer.visitState(visitor.scope("optimizer"));
        exchange.visitState(visitor.scope("exchange"));
    }

    @Override
    public void close() {
        optimizer.close();
        exchange.close();
        directions.close();
        kept.close();
    }
}
