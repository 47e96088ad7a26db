package io.gossamer.train.reproduce;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.federated.Federation;
import io.gossamer.train.schedule.NodeSample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The least squares on which SCALLION and SCAFCOM are measured: 20 clients of 60 rows in 40 dimensions, each with its own
 * solution, five of them in a round, five full local gradients, 1500 rounds, best of two local and three global rates.
 */
record FederatedLeastSquares(List<Long> seeds) {
    static final int DIMENSION = 40;
    private static final int CLIENTS = 20;
    private static final int ROUNDS = 1500;
    private static final double[] LOCAL_RATES = {0.02, 0.005};
    private static final double[] GLOBAL_RATES = {1, 0.3, 0.1};

    /** A method on a federation, from the origin. */
    interface Start {
        Recursion with(Federation federation, long seed, double[] origin);
    }

    /** The smallest relative error after all rounds. */
    Figures error(String name, Start method) {
        return best(name, method, run -> {
            run.recursion.steps(ROUNDS);
            return run.problem.relativeError(run.recursion.iterate());
        });
    }

    /** The fewest bytes a client sends up until the relative error is at most {@code target}. */
    Figures bytesUntil(String name, double target, Start method) {
        return best(name, method, run -> StepSizeSearch.bytesUntil(run.problem, target, run.recursion, ROUNDS));
    }

    private record Run(AffineProblem problem, Recursion recursion) {}

    private Figures best(String name, Start method, ToDoubleFunction<Run> measure) {
        return Figures.of(name, seeds, seed -> {
            AffineProblem problem = Problems.leastSquares(seed, CLIENTS, 60, DIMENSION);
            List<Run> runs = new ArrayList<>();
            for (double local : LOCAL_RATES) {
                for (double global : GLOBAL_RATES) {
                    Federation federation = new Federation(
                            problem, new NodeSample(CLIENTS, 5, seed, Purpose.CLIENT_SAMPLING), 5, local, global);
                    runs.add(new Run(problem, method.with(federation, seed, new double[DIMENSION])));
                }
            }
            return runs.stream().mapToDouble(measure).min().orElseThrow();
        });
    }

    String description() {
        return "least squares, d 40, 20 clients of 60 rows with solutions of their own, 5 in a round, 5 local steps, "
                + "1500 rounds, best of six pairs of rates; seeds " + seeds;
    }
}
