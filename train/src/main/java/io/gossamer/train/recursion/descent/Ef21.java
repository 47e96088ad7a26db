package io.gossamer.train.recursion.descent;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;

/**
 * EF21 on a momentum: v_i = (1 - a) v_i + a g_i, Delta_i = C(v_i - h_i), h_i = h_i + Delta_i, x = x - gamma mean h_i.
 * With a = 1 it is EF21 (Richtarik, Sokolov and Fatkhullin, NeurIPS 2021), with a below EF21-SGDM (Fatkhullin, Tyurin
 * and Richtarik, NeurIPS 2023).
 */
public final class Ef21 implements Recursion {
    private final Problem problem;
    private final Compressor compressor;
    private final double stepSize;
    private final double momentum;
    private double[] x;
    private final double[][] v;
    private final double[][] h;
    private double[] meanH;
    private long t;
    private double bytes;

    /**
     * @param momentum a, in (0, 1]
     * @param begin where h_i begins; v_i begins at g_i(x_0), or at 0 with h_i
     */
    public Ef21(
            Problem problem,
            Compressor compressor,
            double stepSize,
            double momentum,
            double[] start,
            FirstEstimate begin) {
        this.problem = problem;
        this.compressor = compressor;
        this.stepSize = stepSize;
        this.momentum = momentum;
        this.x = start.clone();
        this.h = begin.of(problem, x);
        this.v = h.clone();
        this.meanH = mean(h);
        this.bytes = begin.bytes(x.length);
    }

    @Override
    public void step() {
        double[][] said = new double[h.length][];
        for (int i = 0; i < said.length; i++) {
            double[] g = problem.gradient(i, x);
            v[i] = plus(times(1 - momentum, v[i]), times(momentum, g));
            said[i] = compressor.compress(minus(v[i], h[i]), i, t);
            h[i] = plus(h[i], said[i]);
        }
        meanH = plus(meanH, mean(said));
        x = minus(x, times(stepSize, meanH));
        bytes += compressor.bytes(x.length);
        t++;
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return bytes;
    }

    /** h_i of all nodes. */
    public double[][] estimates() {
        return h;
    }

    /** The server's copy of mean h_i. */
    public double[] serverEstimate() {
        return meanH;
    }
}
