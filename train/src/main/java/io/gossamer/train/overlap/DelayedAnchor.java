package io.gossamer.train.overlap;

import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;

/**
 * Overlap-Local-SGD: nodes keep parameters of their own, and at the end of a round are pulled towards an anchor z, x = (1 - a)
 * x + a z. Their mean is under way in the round after, at whose end the anchor moves to it: v = b v + (mean x - z), z = z + v,
 * with b = 0 the mean itself.
 *
 * <p>Source: Wang, Liang and Joshi, "Overlap local-SGD: an algorithmic approach to hide communication delays in distributed
 * SGD", ICASSP 2020, arXiv 2002.09539. b is that of the merge's optimizer, whose rate is 1.
 *
 * @param inner the optimiser of a node's own steps, whose state is its own and stays
 * @param localClip largest L2 norm of the gradient of such a step, 0 for none
 * @param pullback a, in (0, 1)
 */
public record DelayedAnchor(Optimizer.Spec inner, double localClip, double pullback) implements Subject {
    @Override
    public int overlap(TalkSchedule when) {
        return when.period();
    }

    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new DelayedAnchorLearner(this, strategy, site);
    }
}
