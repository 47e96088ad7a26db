package io.gossamer.train.saddle;

import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.function.Function;

/**
 * MASHA says the difference of the operator between a half step and an anchor, times the step size. With unbiased codecs
 * and no memory that is MASHA1, with contractive ones and error feedback at both ends it is MASHA2; the exchange of the
 * strategy decides. Source: Beznosikov, Richtarik, Diskin, Ryabinin and Gasnikov, "Distributed methods with compressed
 * communication for solving variational inequalities, with theoretical guarantees", NeurIPS 2022, arXiv 2110.03313.
 *
 * @param batches of the difference in a step; 0 for all of a node's data
 * @param participation who computes and says a difference; the operator at the anchor is everybody's
 */
public record Masha(MaxPlayer player, Anchor anchor, int batches, Function<Site, NodeSample> participation)
        implements Subject {
    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new AnchoredLearner(this, strategy, site);
    }
}
