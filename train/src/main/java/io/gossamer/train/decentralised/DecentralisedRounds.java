package io.gossamer.train.decentralised;

import io.gossamer.codec.array.Codec;
import io.gossamer.train.gossip.GossipPlan;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;

/**
 * Decentralised SGD with K local steps: a step of the run is one round, in which each node takes K steps of its own optimiser
 * on its own data and then becomes the mean of the models that the plan lets it hear. Where all hear all, that is an
 * all-reduce of float32 vectors. What the run is judged by is the mean of all models, made for that purpose alone:
 * training does not feel it. Of the strategy it reads the learning rate, by rounds.
 *
 * @param nodes m; 0 for one on each worker. They are shared out in contiguous stretches
 * @param localSteps K
 * @param plan who hears whom
 * @param codec of pulled models
 * @param optimizer of a node; its state stays where it is
 * @param clip largest L2 norm of a node's gradient, 0 for none
 * @param startsAlike whether all nodes start from the same weights
 * @param calibrationBatches of each node, from which BatchNorm's statistics of the merged model are estimated; 0 to take
 *     the mean of the nodes' statistics instead
 */
public record DecentralisedRounds(
        int nodes,
        int localSteps,
        GossipPlan.Factory plan,
        Codec codec,
        Optimizer.Spec optimizer,
        double clip,
        boolean startsAlike,
        int calibrationBatches)
        implements Subject {
    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new DecentralisedLearner(this, strategy, site);
    }
}
