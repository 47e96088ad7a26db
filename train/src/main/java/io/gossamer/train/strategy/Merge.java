package io.gossamer.train.strategy;

import io.gossamer.train.optimizer.Optimizer;
import java.util.OptionalDouble;

/**
 * How the mean of what was said changes the shared parameters.
 *
 * @param optimizer applies the mean
 * @param clip largest L2 norm of the mean, 0 for none
 * @param outerLearningRate the rate at which differences are applied; empty where gradients are merged, which follow the
 *     run's learning rate
 */
public record Merge(Optimizer.Spec optimizer, double clip, OptionalDouble outerLearningRate) {
    public static Merge gradients(Optimizer.Spec optimizer, double clip) {
        return new Merge(optimizer, clip, OptionalDouble.empty());
    }

    public static Merge differences(Optimizer.Spec optimizer, double outerLearningRate) {
        return new Merge(optimizer, 0, OptionalDouble.of(outerLearningRate));
    }
}
