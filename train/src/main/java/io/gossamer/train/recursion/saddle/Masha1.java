package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Recursion;
import java.util.function.UnaryOperator;

/**
 * MASHA1, with unbiased compressors: z_ = tau z + (1 - tau) w, half = prox(z_ - gamma F(w)), s = Q_serv(mean Q_dev(F_m(half)
 * - F_m(w))), z = prox(z_ - gamma (F(w) + s)); then, with probability 1 - tau, w = z. Source: Beznosikov, Richtarik,
 * Diskin, Ryabinin and Gasnikov, "Distributed methods with compressed communication for solving variational
 * inequalities, with theoretical guarantees", NeurIPS 2022, arXiv 2110.03313.
 */
public final class Masha1 implements Recursion {
    private final MashaSettings settings;
    private final UnaryOperator<double[]> prox;
    private final AnchoredState state;
    private double[] broadcast;

    /** On the whole space. */
    public Masha1(OperatorDifference operator, MashaSettings settings, double[] start) {
        this(operator, settings, UnaryOperator.identity(), start);
    }

    /** @param prox of gamma h: of a constraint, the projection */
    public Masha1(OperatorDifference operator, MashaSettings settings, UnaryOperator<double[]> prox, double[] start) {
        this.settings = settings;
        this.prox = prox;
        this.state = new AnchoredState(operator, settings, start);
        this.broadcast = new double[start.length];
    }

    @Override
    public void step() {
        double gamma = settings.stepSize();
        double[] blend = state.blend();
        double[] half = prox.apply(minus(blend, times(gamma, state.meanAtAnchor())));
        int[] nodes = state.participants();
        double[][] said = new double[nodes.length][];
        for (int s = 0; s < nodes.length; s++) {
            said[s] = settings.device().compress(state.difference(nodes[s], half), nodes[s], state.k());
        }
        broadcast =
                settings.server().compress(mean(said), settings.participants().nodes(), state.k());
        state.accept(prox.apply(minus(blend, times(gamma, plus(state.meanAtAnchor(), broadcast)))));
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
}
