package io.gossamer.train.reproduce;

import io.gossamer.core.random.Purpose;
import io.gossamer.model.data.file.LibsvmFile;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.FiniteSum;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.RobustRegression;
import io.gossamer.train.recursion.SplitProblem;
import io.gossamer.train.recursion.saddle.AnchorRule;
import io.gossamer.train.recursion.saddle.OperatorDifference;
import io.gossamer.train.schedule.NodeSample;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Saddle points on which MASHA and what it is compared with are measured; every method runs with every step size c/L of a
 * grid and shows its best.
 *
 * @param label what is solved
 * @param kept coordinates that a compressor keeps, k
 * @param source gives the problem of a seed
 */
record SaddleInstance(
        List<Long> seeds,
        String label,
        int dimension,
        int nodes,
        int kept,
        int iterations,
        LongFunction<Source> source) {
    static final double TAU = 0.8;
    static final double TARGET = 1e-4;
    /** The sheet's multiples c. */
    static final double[] MULTIPLES = {0.7, 0.4, 0.2, 0.1, 0.05, 0.025};

    static final String STEP_SIZES = "c of 0.7, 0.4, 0.2, 0.1, 0.05, 0.025";
    private static final int BATCHES = 8;

    /**
     * A problem.
     *
     * @param batches the same problem with every node's operator as a mean over batches
     * @param lipschitz L
     */
    record Source(Problem problem, FiniteSum batches, double lipschitz) {}

    static SaddleInstance first(List<Long> seeds) {
        return bilinear(seeds, 5, 20, 0.2, 8, 6000);
    }

    static SaddleInstance second(List<Long> seeds) {
        return bilinear(seeds, 8, 30, 0.1, 12, 8000);
    }

    /** @param strength of the monotonicity, lambda */
    private static SaddleInstance bilinear(
            List<Long> seeds, int nodes, int size, double strength, int kept, int iterations) {
        return new SaddleInstance(
                seeds, "bilinear saddle points, lambda " + strength, 2 * size, nodes, kept, iterations, seed -> {
                    AffineProblem drawn = Problems.bilinearSaddle(seed, nodes, size, strength);
                    return new Source(drawn, new SplitProblem(drawn, BATCHES, 0.3, seed), drawn.lipschitz());
                });
    }

    /** Robust linear regression on drawn rows. */
    static SaddleInstance regression(List<Long> seeds) {
        return new SaddleInstance(seeds, "robust linear regression on drawn rows", 40, 5, 8, 6000, seed -> {
            RobustRegression drawn = RobustRegression.synthetic(seed, 5, BATCHES, 20, 20);
            return new Source(drawn, drawn, drawn.lipschitz());
        });
    }

    /** The same on the phishing data of the LIBSVM collection, inputs divided by the root of their number. */
    static SaddleInstance phishing(List<Long> seeds, Path file) {
        LibsvmFile.Table table = LibsvmFile.read(file);
        double[][] x = table.features();
        for (double[] row : x) {
            Arrays.setAll(row, j -> row[j] / Math.sqrt(row.length));
        }
        RobustRegression regression = new RobustRegression(x, table.labels(), 5, BATCHES, 0.1, 4);
        Source source = new Source(regression, regression, regression.lipschitz());
        int dimension = regression.dimension();
        return new SaddleInstance(
                seeds, "robust linear regression on phishing", dimension, 5, dimension / 5, 6000, seed -> source);
    }

    /** What a method may need of one drawn problem. */
    record Draw(SaddleInstance instance, Source source, long seed) {
        Problem problem() {
            return source.problem;
        }

        double[] origin() {
            return new double[problem().dimension()];
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
            return new OperatorDifference.Full(problem());
        }

        /** One of eight batches instead of the whole operator. */
        OperatorDifference batch() {
            return new OperatorDifference.OneBatch(source.batches, seed);
        }

        /** Half of the nodes in each iteration. */
        NodeSample half() {
            return new NodeSample(problem().nodes(), problem().nodes() / 2, seed, Purpose.PARTICIPATION);
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
            return StepSizeSearch.over(draw.source.lipschitz, iterations, MULTIPLES)
                    .bestError(draw.problem(), gamma -> method.with(draw, gamma));
        });
    }

    /** The fewest bytes that a node sends up until the relative error is at most 1e-4. */
    Figures bytes(String name, double[] multiples, Start method) {
        return Figures.of(name, seeds, seed -> {
            Draw draw = draw(seed);
            return StepSizeSearch.over(draw.source.lipschitz, iterations, multiples)
                    .fewestBytes(draw.problem(), TARGET, gamma -> method.with(draw, gamma));
        });
    }

    private Draw draw(long seed) {
        return new Draw(this, source.apply(seed), seed);
    }

    String description() {
        return label + ", D " + dimension + ", " + nodes + " nodes, k " + kept + ", tau " + TAU + ", " + iterations
                + " iterations, best step size c/L; seeds " + seeds;
    }
}
