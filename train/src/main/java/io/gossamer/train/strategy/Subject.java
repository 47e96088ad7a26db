package io.gossamer.train.strategy;

import io.gossamer.train.fragment.FragmentPattern;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.schedule.TalkSchedule;

/**
 * What the workers talk about. It decides what a node does between two exchanges, so it is the subject that makes the
 * learner; a method with a subject of its own brings its own implementation.
 */
public interface Subject {
    /** Makes one node's learner, which answers the other questions as {@code strategy} does. */
    Learner learner(Strategy strategy, Site site);

    /**
     * Whether a run that was stopped may go on with more or fewer nodes: what all share is then enough to go on from, and
     * the run's folder keeps it.
     */
    default boolean elastic() {
        return false;
    }

    /**
     * How many steps a node goes on taking before what it said is merged; 0 if it waits for that.
     *
     * @param when it talks
     */
    default int overlap(TalkSchedule when) {
        return 0;
    }

    /**
     * The gradient of the last batch.
     *
     * @param localClip largest L2 norm of one worker's gradient before it is said, 0 for none
     */
    record Gradient(double localClip) implements Subject {
        @Override
        public Learner learner(Strategy strategy, Site site) {
            return new GradientLearner(this, strategy, site);
        }
    }

    /**
     * How far a worker's own steps have brought it: the shared parameters minus its own (the pseudo-gradient of DiLoCo).
     *
     * @param inner the optimiser of a worker's own steps
     * @param localClip largest L2 norm of the gradient of such a step, 0 for none
     * @param fragments of whole layers, at most so many, which are said in turn; 1 to say all at once
     * @param pattern which layers go together
     * @param overlap steps that a node goes on taking before what was said is merged
     * @param mixing the share of a node's own parameters that stays in a merge, in [0, 1]
     */
    record Difference(
            Optimizer.Spec inner, double localClip, int fragments, FragmentPattern pattern, int overlap, double mixing)
            implements Subject {
        /** All at once, and no step before what was said is merged. */
        public Difference(Optimizer.Spec inner, double localClip) {
            this(inner, localClip, 1, FragmentPattern.STRIDED, 0, 0);
        }

        @Override
        public int overlap(TalkSchedule when) {
            return overlap;
        }

        @Override
        public Learner learner(Strategy strategy, Site site) {
            return new DifferenceLearner(this, strategy, site);
        }
    }
}
