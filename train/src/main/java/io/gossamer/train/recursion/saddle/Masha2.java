package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Recursion;

/**
 * MASHA2, with contractive compressors and error feedback at both ends, on the whole space: z_ = tau z + (1 - tau) w, half
 * = z_ - gamma F(w); node m says C_dev(gamma (F_m(half) - F_m(w)) + e_m) and keeps the rest; the server says s =
 * C_serv(mean + e_serv) and keeps the rest; z = z_ - gamma F(w) - s; then, with probability 1 - tau, w = z. The step size
 * is inside the compressors, and a move of the anchor leaves the errors alone. Source: as {@link Masha1}.
 */
public final class Masha2 implements Recursion {
    private final MashaSettings settings;
    private final AnchoredState state;
    private final double[][] errors;
    private double[] serverError;
    private double[] broadcast;

    public Masha2(OperatorDifference operator, MashaSettings settings, double[] start) {
        this.settings = settings;
        this.state = new AnchoredState(operator, settings, start);
        this.errors = new double[operator.problem().nodes()][start.length];
        this.serverError = new double[start.length];
        this.broadcast = new double[start.length];
    }

    @Override
    public void step() {
        double gamma = settings.stepSize();
        double[] half = minus(state.blend(), times(gamma, state.meanAtAnchor()));
        int[] nodes = state.participants();
        double[][] said = new double[nodes.length][];
        for (int s = 0; s < nodes.length; s++) {
            int m = nodes[s];
            double[] wanted = plus(times(gamma, state.difference(m, half)), errors[m]);
            said[s] = settings.device().compress(wanted, m, state.k());
            errors[m] = minus(wanted, said[s]);
        }
        double[] wanted = plus(mean(said), serverError);
        broadcast = settings.server().compress(wanted, errors.length, state.k());
        serverError = minus(wanted, broadcast);
        state.accept(minus(half, broadcast));
    }

    @Override
    public double[] iterate() {
        return state.z();
    }

    @Override
    public double uplinkBytes() {
        return state.bytes();
    }

    /** w. */
    public double[] anchor() {
        return state.w();
    }

    /** F(w). */
    public double[] meanAtAnchor() {
        return state.meanAtAnchor();
    }

    /** s of the last iteration. */
    public double[] broadcast() {
        return broadcast;
    }

    /** e_m of all nodes. */
    public double[][] errors() {
        return errors;
    }

    /** e_serv. */
    public double[] serverError() {
        return serverError;
    }
}
