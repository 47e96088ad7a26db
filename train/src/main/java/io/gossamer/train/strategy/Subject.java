package io.gossamer.train.strategy;

import io.gossamer.train.optimizer.Optimizer;

/** What the workers talk about. */
public sealed interface Subject {
    /**
     * The gradient of the last batch.
     *
     * @param localClip largest L2 norm of one worker's gradient before it is said, 0 for none
     */
    record Gradient(double localClip) implements Subject {}

    /**
     * How far a worker's own steps have brought it: the shared parameters minus its own (the pseudo-gradient of DiLoCo).
     *
     * @param inner the optimiser of a worker's own steps
     * @param localClip largest L2 norm of the gradient of such a step, 0 for none
     */
    record Difference(Optimizer.Spec inner, double localClip) implements Subject {}
}
