package io.gossamer.train.reproduce;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.SplitProblem;
import io.gossamer.train.recursion.saddle.AnchorRule;
import io.gossamer.train.recursion.saddle.OperatorDifference;
import io.gossamer.train.schedule.NodeSample;
import java.util.List;

/**
 * Drawn bilinear saddle points on which MASHA and what it is compared with are measured; every method runs with every
 * step size c/L of a grid and shows its best.
 *
 * @param size of each of the two players' vectors
 * @param strength of the monotonicity, lambda
 * @param kept coordinates that a compressor keeps, k
 */
record SaddleInstance(List<Long> seeds, int nodes, int size, double strength, int kept, int iterations) {
    static final double TAU = 0.8;
    static final double TARGET = 1e-4;
    /** The sheet's multiples c. */
    static final double[] MULTIPLES = {0.7, 0.4, 0.2, 0.1, 0.05, 0.025};

    static final String STEP_SIZES = "c of 0.7, 0.4, 0.2, 0.1, 0.05, 0.025";

    static SaddleInstance first(List<Long> seeds) {
        return new SaddleInstance(seeds, 5, 20, 0.2, 8, 6000);
    }

    static SaddleInstance second(List<Long> seeds) {
        return new SaddleInstance(seeds, 8, 30, 0.1, 12, 8000);
    }

    /** What a method may need of one drawn problem. */
    record Draw(SaddleInstance instance, AffineProblem problem, long seed) {
        double[] origin() {
            return new double[problem.dimension()];
        }

        AnchorRule anchor() {
            return AnchorRule.random(TAU, seed);
        }

        Compressor random() {
            return random(instance.kept);
        }

        Compressor random(int k) {
            return new Compressor.RandK(k, true, false, seed);
        }

        Compressor top() {
            return new Compressor.TopK(instance.kept);
        }

        OperatorDifference full() {
            return new OperatorDifference.Full(problem);
        }

        /** One of eight batches instead of the whole operator. */
        OperatorDifference batch() {
            return new OperatorDifference.OneBatch(new SplitProblem(problem, 8, 0.3, seed), seed);
        }

        /** Half of the nodes in each iteration. */
        NodeSample half() {
            return new NodeSample(problem.nodes(), problem.nodes() / 2, seed, Purpose.PARTICIPATION);
        }
    }

    /** A method with one step size, from the origin. */
    interface Start {
        Recursion with(Draw draw, double stepSize);
    }

    /** The smallest relative error after all iterations. */
    Figures error(String name, Start method) {
        return Figures.of(name, seeds, seed -> {
            Draw draw = draw(seed);
            return StepSizeSearch.over(draw.problem.lipschitz(), iterations, MULTIPLES)
                    .bestError(draw.problem, gamma -> method.with(draw, gamma));
        });
    }

    /** The fewest bytes that a node sends up until the relative error is at most 1e-4. */
    Figures bytes(String name, double[] multiples, Start method) {
        return Figures.of(name, seeds, seed -> {
            Draw draw = draw(seed);
            return StepSizeSearch.over(draw.problem.lipschitz(), iterations, multiples)
                    .fewestBytes(draw.problem, TARGET, gamma -> method.with(draw, gamma));
        });
    }

    private Draw draw(long seed) {
        return new Draw(this, Problems.bilinearSaddle(seed, nodes, size, strength), seed);
    }

    String description() {
        return "bilinear saddle points, D " + 2 * size + ", " + nodes + " nodes, lambda " + strength + ", k " + kept
                + ", tau " + TAU + ", " + iterations + " iterations, best step size c/L; seeds " + seeds;
    }
}
