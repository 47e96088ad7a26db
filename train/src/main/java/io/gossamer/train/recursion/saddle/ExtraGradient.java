package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;

/**
 * Extragradient: z' = z - gamma F(z), z = z - gamma F(z'), where F is the mean of what arrives of the F_m. With the
 * identity it is Korpelevich's method, with anything else the compressed extragradient without memory ("CEG").
 */
public final class ExtraGradient implements Recursion {
    private final Problem problem;
    private final Compressor compressor;
    private final double stepSize;
    private double[] z;
    private long message;

    /** @param stepSize gamma */
    public ExtraGradient(Problem problem, Compressor compressor, double stepSize, double[] start) {
        this.problem = problem;
        this.compressor = compressor;
        this.stepSize = stepSize;
        this.z = start.clone();
    }

    @Override
    public void step() {
        double[] half = minus(z, times(stepSize, arriving(z)));
        z = minus(z, times(stepSize, arriving(half)));
    }

    private double[] arriving(double[] point) {
        double[][] said = new double[problem.nodes()][];
        for (int m = 0; m < said.length; m++) {
            said[m] = compressor.compress(problem.gradient(m, point), m, message);
        }
        message++;
        return mean(said);
    }

    @Override
    public double[] iterate() {
        return z;
    }

    @Override
    public double uplinkBytes() {
        return (double) message * compressor.bytes(z.length);
    }
}
