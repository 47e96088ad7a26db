package io.gossamer.train.saddle;

import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;

/**
 * The operator itself is said, through the strategy's exchange: simultaneous gradient descent-ascent, or extragradient
 * (Korpelevich, 1976), which says it twice a step, at z and at z - gamma F(z), on the same batches (Mishchenko, Kovalev,
 * Shulgin, Richtarik and Malitsky, "Revisiting stochastic extragradient", AISTATS 2020).
 *
 * @param batches of the operator in a step; 0 for all of a node's data
 * @param extragradient whether it first looks ahead
 */
public record DescentAscent(MaxPlayer player, int batches, boolean extragradient) implements Subject {
    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new DescentAscentLearner(this, strategy, site);
    }
}
