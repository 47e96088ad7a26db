package io.gossamer.train.overlap;

import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;

/**
 * CO2: how far a node's own steps have brought it is averaged while all take those of the next round, and used at its end.
 * In round t a node goes from x_t to y_t. Then d = x_{t-1} - mean y_{t-1}, which has come meanwhile, moves the momentum m = b m
 * + d / penalty, and x_{t+1} = x_t - a m, from which the next round starts; y_t counts only through the next average. At the
 * end of the run the last average is applied, too.
 *
 * <p>Source: Sun et al., "CO2: efficient distributed training with full communication-computation overlap", ICLR 2024, arXiv
 * 2401.16265, and its official code. The momentum b and its bounds are the merge's optimizer, a is its rate.
 *
 * @param inner the optimiser of a node's own steps, whose state is its own and stays
 * @param localClip largest L2 norm of the gradient of such a step, 0 for none
 * @param staleness rounds by which an average is late: 1, or 0 to wait for it, which is SlowMo
 * @param firstRound what happens at the end of the first round, when nothing is late yet
 * @param penalty what a late difference is divided by
 * @param sharded whether each node owns a piece of the momentum, instead of each the whole; where groups go together, the
 *     members of each own it among them
 * @param groups of nodes that average their gradients at every step, which then count as one node each in all above
 */
public record LateAverages(
        Optimizer.Spec inner,
        double localClip,
        int staleness,
        FirstRound firstRound,
        StalenessPenalty penalty,
        boolean sharded,
        WorkerGroups groups)
        implements Subject {
    /** The end of the first round. */
    public enum FirstRound {
        /** The first average is late as all others are: the second round starts where the first did. */
        OVERLAPPED,
        /** All wait for the first average and use it at once; then the second round ends without one. */
        BLOCKING
    }

    /** Where every node is a group of its own. */
    public LateAverages(
            Optimizer.Spec inner,
            double localClip,
            int staleness,
            FirstRound firstRound,
            StalenessPenalty penalty,
            boolean sharded) {
        this(inner, localClip, staleness, firstRound, penalty, sharded, WorkerGroups.NONE);
    }

    public LateAverages {
        if (staleness < 0 || staleness > 1) {
            throw new IllegalArgumentException("averages late by " + staleness + " rounds");
        }
    }

    @Override
    public int overlap(TalkSchedule when) {
        return staleness * when.period();
    }

    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new LateAveragesLearner(this, strategy, site);
    }
}
