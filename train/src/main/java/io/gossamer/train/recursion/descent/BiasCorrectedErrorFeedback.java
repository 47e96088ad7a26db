package io.gossamer.train.recursion.descent;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;

/**
 * D-EC-SGD with bias correction: error feedback around shifts that a second, unbiased message teaches. Delta_i = C(e_i +
 * g_i - h_i), e_i = e_i + g_i - h_i - Delta_i, x = x - gamma mean(h_i + Delta_i), h_i = h_i + alpha Q(g_i - h_i), all from
 * h_i = 0. Source: Stich, "On communication compression for distributed optimization on heterogeneous data", 2020.
 */
public final class BiasCorrectedErrorFeedback implements Recursion {
    private final Problem problem;
    private final Compressor contractive;
    private final Compressor unbiased;
    private final double stepSize;
    private final double shiftRate;
    private double[] x;
    private double[] meanH;
    private final double[][] h;
    private final double[][] e;
    private long t;

    /**
     * @param contractive C
     * @param unbiased Q
     * @param shiftRate alpha, at most 1/(1 + omega) of Q
     */
    public BiasCorrectedErrorFeedback(
            Problem problem,
            Compressor contractive,
            Compressor unbiased,
            double stepSize,
            double shiftRate,
            double[] start) {
        this.problem = problem;
        this.contractive = contractive;
        this.unbiased = unbiased;
        this.stepSize = stepSize;
        this.shiftRate = shiftRate;
        this.x = start.clone();
        this.meanH = new double[x.length];
        this.h = new double[problem.nodes()][x.length];
        this.e = new double[problem.nodes()][x.length];
    }

    @Override
    public void step() {
        double[][] said = new double[h.length][];
        double[][] lessons = new double[h.length][];
        for (int i = 0; i < said.length; i++) {
            double[] news = minus(problem.gradient(i, x), h[i]);
            double[] wanted = plus(e[i], news);
            said[i] = contractive.compress(wanted, i, t);
            e[i] = minus(wanted, said[i]);
            lessons[i] = times(shiftRate, unbiased.compress(news, i, t));
            h[i] = plus(h[i], lessons[i]);
        }
        x = minus(x, times(stepSize, plus(meanH, mean(said))));
        meanH = plus(meanH, mean(lessons));
        t++;
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return (double) t * (contractive.bytes(x.length) + unbiased.bytes(x.length));
    }

    /** e_i of all nodes. */
    public double[][] errors() {
        return e;
    }

    /** h_i of all nodes. */
    public double[][] shifts() {
        return h;
    }

    /** The server's copy of mean h_i. */
    public double[] serverShift() {
        return meanH;
    }
}
