package io.gossamer.train.reproduce;

import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * Runs a recursion with every step size of a grid and keeps the best.
 *
 * @param stepSizes gamma
 * @param steps how long each may run
 */
record StepSizeSearch(double[] stepSizes, int steps) {
    /** Multiples of 1/L. */
    static StepSizeSearch over(double lipschitz, int steps, double... multiples) {
        return new StepSizeSearch(
                Arrays.stream(multiples).map(multiple -> multiple / lipschitz).toArray(), steps);
    }

    /** The smallest relative error after all steps. */
    double bestError(Problem problem, DoubleFunction<Recursion> method) {
        double best = Double.POSITIVE_INFINITY;
        for (double stepSize : stepSizes) {
            Recursion recursion = method.apply(stepSize);
            recursion.steps(steps);
            best = Math.min(best, problem.relativeError(recursion.iterate()));
        }
        return best;
    }

    /** The fewest bytes that a node sends up until the relative error is at most {@code target}; infinite if never. */
    double fewestBytes(Problem problem, double target, DoubleFunction<Recursion> method) {
        double fewest = Double.POSITIVE_INFINITY;
        for (double stepSize : stepSizes) {
            fewest = Math.min(fewest, bytesUntil(problem, target, method.apply(stepSize), steps));
        }
        return fewest;
    }

    static double bytesUntil(Problem problem, double target, Recursion recursion, int steps) {
        for (int step = 0; step < steps; step++) {
            recursion.step();
            double error = problem.relativeError(recursion.iterate());
            if (error <= target) {
                return recursion.uplinkBytes();
            }
            if (Double.isInfinite(error)) {
                break;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
