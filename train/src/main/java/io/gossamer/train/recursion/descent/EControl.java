package io.gossamer.train.recursion.descent;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;

/**
 * EControl: Delta_i = C(eta e_i + g_i - h_i), e_i = e_i + g_i - h_i - Delta_i (all of e_i), h_i = h_i + Delta_i, x = x -
 * gamma mean h_i with the new h_i. Source: Gao, Islamov and Stich, "EControl: fast distributed optimization with
 * compression and error control", ICLR 2024, arXiv 2311.05645.
 */
public final class EControl implements Recursion {
    /**
     * @param stepSize gamma
     * @param feedback eta, in (0, 1]; 0 is EF21
     * @param begin where h_i begins
     * @param learning whether h_i moves; if not, and it begins at zero, this is error feedback damped by eta
     */
    public record Settings(double stepSize, double feedback, FirstEstimate begin, boolean learning) {
        /** The published method. */
        public static Settings of(double stepSize, double feedback) {
            return new Settings(stepSize, feedback, FirstEstimate.GRADIENT, true);
        }
    }

    private final Problem problem;
    private final Compressor compressor;
    private final Settings settings;
    private double[] x;
    private double[] meanH;
    private final double[][] h;
    private final double[][] e;
    private long t;
    private double bytes;

    public EControl(Problem problem, Compressor compressor, Settings settings, double[] start) {
        this.problem = problem;
        this.compressor = compressor;
        this.settings = settings;
        this.x = start.clone();
        this.h = settings.begin.of(problem, x);
        this.meanH = mean(h);
        this.e = new double[problem.nodes()][problem.dimension()];
        this.bytes = settings.begin.bytes(x.length);
    }

    @Override
    public void step() {
        double[][] said = new double[h.length][];
        for (int i = 0; i < said.length; i++) {
            double[] news = minus(problem.gradient(i, x), h[i]);
            said[i] = compressor.compress(plus(times(settings.feedback, e[i]), news), i, t);
            e[i] = minus(plus(e[i], news), said[i]);
            if (settings.learning) {
                h[i] = plus(h[i], said[i]);
            }
        }
        double[] direction = plus(meanH, mean(said));
        if (settings.learning) {
            meanH = direction;
        }
        x = minus(x, times(settings.stepSize, direction));
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

    /** e_i of all nodes. */
    public double[][] errors() {
        return e;
    }

    /** h_i of all nodes. */
    public double[][] estimates() {
        return h;
    }

    /** h, the server's copy of mean h_i. */
    public double[] serverEstimate() {
        return meanH;
    }
}
