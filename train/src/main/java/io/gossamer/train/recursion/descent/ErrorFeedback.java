package io.gossamer.train.recursion.descent;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;

/**
 * Error compensation around fixed shifts h_i: Delta_i = C(e_i + g_i - h_i), e_i = e_i + g_i - h_i - Delta_i, x = x -
 * gamma mean(Delta_i + h_i). With h_i = 0 it is plain error feedback (EC, EF14); with the gradients at the solution
 * EControl's EC-Ideal; with anything near them "EC with approximate h_i", whose shifts may be taken anew, uncompressed,
 * every so many steps.
 */
public final class ErrorFeedback implements Recursion {
    private final Problem problem;
    private final Compressor compressor;
    private final double stepSize;
    private final long refreshEvery;
    private double[] x;
    private double[][] h;
    private final double[][] e;
    private long t;
    private double bytes;

    private ErrorFeedback(
            Problem problem,
            Compressor compressor,
            double stepSize,
            double[] start,
            double[][] shifts,
            long refreshEvery) {
        this.problem = problem;
        this.compressor = compressor;
        this.stepSize = stepSize;
        this.refreshEvery = refreshEvery;
        this.x = start.clone();
        this.h = shifts;
        this.e = new double[problem.nodes()][problem.dimension()];
    }

    /** EC, also called EF14: no shifts. */
    public static ErrorFeedback plain(Problem problem, Compressor compressor, double stepSize, double[] start) {
        return shifted(problem, compressor, stepSize, start, new double[problem.nodes()][problem.dimension()]);
    }

    /** EC-Ideal: the shifts are the gradients at the solution, which nobody knows. */
    public static ErrorFeedback ideal(Problem problem, Compressor compressor, double stepSize, double[] start) {
        return shifted(problem, compressor, stepSize, start, problem.gradients(problem.solution()));
    }

    /** EC with approximate h_i that stay. */
    public static ErrorFeedback shifted(
            Problem problem, Compressor compressor, double stepSize, double[] start, double[][] shifts) {
        return new ErrorFeedback(problem, compressor, stepSize, start, shifts, Long.MAX_VALUE);
    }

    /** EC with approximate h_i = g_i(x), sent in full before the first step and then every {@code refreshEvery} steps. */
    public static ErrorFeedback refreshed(
            Problem problem, Compressor compressor, double stepSize, double[] start, long refreshEvery) {
        double[][] none = new double[problem.nodes()][problem.dimension()];
        ErrorFeedback recursion = new ErrorFeedback(problem, compressor, stepSize, start, none, refreshEvery);
        recursion.refresh();
        return recursion;
    }

    private void refresh() {
        h = problem.gradients(x);
        bytes += Float.BYTES * x.length;
    }

    @Override
    public void step() {
        if (t > 0 && t % refreshEvery == 0) {
            refresh();
        }
        double[][] moves = new double[h.length][];
        for (int i = 0; i < moves.length; i++) {
            double[] wanted = plus(e[i], minus(problem.gradient(i, x), h[i]));
            double[] said = compressor.compress(wanted, i, t);
            e[i] = minus(wanted, said);
            moves[i] = plus(said, h[i]);
        }
        x = minus(x, times(stepSize, mean(moves)));
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
}
