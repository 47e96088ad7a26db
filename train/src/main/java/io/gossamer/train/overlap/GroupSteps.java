package io.gossamer.train.overlap;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.OwnedPieces;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;

/**
 * The steps that the members of a group take together, on parameters that they hold alike: their mean gradient, at every
 * step, and the optimiser's state whole on each or in pieces. Sums and norms are taken piece by piece in the order of ranks
 * whatever is sharded, and pieces are stepped as the whole is, so parameters are the same to the bit.
 */
final class GroupSteps implements RoundSteps {
    private final Site site;
    private final StateSharding sharding;
    private final double clip;
    private final LearningRate learningRate;
    private final OwnedPieces pieces;
    /** Of the parameters and of the mean gradient: this node's piece. */
    private final FlatTensors ownParameters;

    private final FlatTensors ownGradient;
    private final Optimizer optimizer;

    /**
     * @param group of the members
     * @param clip largest L2 norm of their mean gradient, 0 for none
     */
    GroupSteps(
            Site site,
            Group group,
            StateSharding sharding,
            Optimizer.Spec optimizer,
            double clip,
            LearningRate learningRate) {
        this.site = site;
        this.sharding = sharding;
        this.clip = clip;
        this.learningRate = learningRate;
        this.pieces = new OwnedPieces(group, site.layout());
        this.ownParameters = FlatTensors.zeros(pieces.ownLayout());
        this.ownGradient = ownParameters.likeThis();
        this.optimizer = optimizer.create(sharding == StateSharding.NONE ? parameters() : ownParameters);
    }

    private FlatTensors parameters() {
        return site.network().parameters();
    }

    @Override
    public Learner.Outcome take(long step, Votes votes) throws InterruptedException {
        double loss = site.gradient(step);
        FlatTensors gradients = site.network().gradients();
        Votes all = pieces.scatterMean(gradients, step, votes);
        switch (sharding) {
            case NONE -> {
                pieces.gather(gradients, step);
                clip(gradients, gatheredSquaredNorm());
                optimizer.step(parameters(), gradients, learningRate.at(step));
            }
            case OPTIMIZER -> {
                pieces.gather(gradients, step);
                stepOwnPiece(step, gatheredSquaredNorm());
            }
            case GRADIENTS -> stepOwnPiece(step, clip == 0 ? 0 : pieces.squaredNorm());
        }
        return new Learner.Outcome(loss, all);
    }

    private double gatheredSquaredNorm() {
        return clip == 0 ? 0 : pieces.gatheredSquaredNorm();
    }

    private void clip(FlatTensors gradient, double squaredNorm) {
        double norm = Math.sqrt(squaredNorm);
        if (clip > 0 && norm > clip) {
            FlatMath.scale(gradient, clip / norm);
        }
    }

    /** Updates this node's piece of the parameters and hears the others'. */
    private void stepOwnPiece(long step, double squaredNorm) throws InterruptedException {
        ownGradient.unpack(pieces.own());
        clip(ownGradient, squaredNorm);
        pieces.take(parameters());
        ownParameters.unpack(pieces.own());
        optimizer.step(ownParameters, ownGradient, learningRate.at(step));
        ownParameters.pack(pieces.own());
        pieces.gather(parameters(), step);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        optimizer.visitState(visitor);
    }

    @Override
    public void close() {
        optimizer.close();
        ownGradient.close();
        ownParameters.close();
        pieces.close();
    }
}
