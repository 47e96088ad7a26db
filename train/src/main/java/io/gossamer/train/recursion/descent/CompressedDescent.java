package io.gossamer.train.recursion.descent;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;

/** x = x - gamma mean C(g_i(x)). With the identity it is (stochastic) gradient descent. */
public final class CompressedDescent implements Recursion {
    private final Problem problem;
    private final Compressor compressor;
    private final double stepSize;
    private double[] x;
    private long t;

    /** @param stepSize gamma */
    public CompressedDescent(Problem problem, Compressor compressor, double stepSize, double[] start) {
        this.problem = problem;
        this.compressor = compressor;
        this.stepSize = stepSize;
        this.x = start.clone();
    }

    @Override
    public void step() {
        double[][] said = new double[problem.nodes()][];
        for (int i = 0; i < said.length; i++) {
            said[i] = compressor.compress(problem.gradient(i, x), i, t);
        }
        x = minus(x, times(stepSize, mean(said)));
        t++;
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return (double) t * compressor.bytes(x.length);
    }
}
