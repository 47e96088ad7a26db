package io.gossamer.train.federated;

import io.gossamer.codec.array.Codec;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.List;

/**
 * How far local steps lead clients away from the shared model. A step of the run is one round: each client of a uniform
 * sample goes K steps y = y - eta_l (g + correction) of plain SGD from the model x, says a vector that its rule makes of
 * (x - y) / (eta_l K), and all move by x = x - eta_g eta_l K times the direction that the rule makes of the mean. Of the
 * strategy it reads eta_l (the learning rate) and eta_g (the outer learning rate of the merge). The server is rank 0.
 *
 * @param clients N; 0 for one on each node. They are shared out in contiguous stretches, and the training data is dealt
 *     among them, so who lives where changes nothing in what is learnt
 * @param participants S, how many are sampled in a round without replacement; 0 for all
 * @param localSteps K
 * @param codec of what clients say
 * @param perLayer whether each tensor is coded by itself instead of all as one vector
 * @param rule makes a node's part of the method
 */
public record FederatedRounds(
        int clients, int participants, int localSteps, Codec codec, boolean perLayer, FederatedRule.Factory rule)
        implements Subject {
    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new RoundLearner(this, strategy, site);
    }

    /** Who takes part, in a group of so many nodes. */
    NodeSample sample(int nodes, long seed) {
        int all = clients == 0 ? nodes : clients;
        int size = participants == 0 ? all : participants;
        if (size > all) {
            throw new GossamerException(
                    size + " of " + all + " clients cannot take part in a round",
                    "Lower participants, or raise clients.");
        }
        return new NodeSample(all, size, seed, Purpose.CLIENT_SAMPLING);
    }

    /** The layout of what a client says of a network. */
    FlatLayout said(FlatLayout network) {
        return perLayer ? network : FlatLayout.of(List.of("all"), List.of(new long[] {network.elements()}));
    }
}
