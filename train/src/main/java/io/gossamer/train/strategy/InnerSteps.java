package io.gossamer.train.strategy;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.schedule.LearningRate;

/** The steps that a node takes on its own parameters; the optimiser's state stays from round to round, and is its own. */
public final class InnerSteps implements Stateful, AutoCloseable {
    private final Site site;
    private final Optimizer optimizer;
    private final double clip;
    private final LearningRate learningRate;

    /**
     * @param clip largest L2 norm of a gradient, 0 for none
     */
    public InnerSteps(Site site, Optimizer.Spec optimizer, double clip, LearningRate learningRate) {
        this.site = site;
        this.optimizer = optimizer.create(site.network().parameters());
        this.clip = clip;
        this.learningRate = learningRate;
    }

    /** Takes one; returns the mean loss of its batch. */
    public double take(long step) {
        double loss = site.gradient(step);
        FlatTensors gradients = site.network().gradients();
        FlatMath.clip(gradients, clip);
        optimizer.step(site.network().parameters(), gradients, learningRate.at(step));
        return loss;
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
