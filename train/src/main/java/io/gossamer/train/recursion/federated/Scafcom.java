package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Recursion;

/**
 * SCAFCOM: a client keeps a momentum v_i = (1 - beta) v_i + beta g of the mean g of its K local gradients and says C(v_i
 * - c_i), so that c_i is the memory of a biased compressor. With the identity and beta = 1 it is SCAFFOLD. Source: Huang,
 * Li and Li, "Stochastic controlled averaging for federated learning with communication compression", ICLR 2024, arXiv
 * 2308.08165.
 */
public final class Scafcom implements Recursion {
    private final Federation federation;
    private final Compressor contractive;
    private final double momentum;
    private final ControlVariates state;
    private final double[][] v;
    private long round;

    /**
     * @param contractive C
     * @param momentum beta in (0, 1]
     */
    public Scafcom(Federation federation, Compressor contractive, double momentum, double[] start) {
        this.federation = federation;
        this.contractive = contractive;
        this.momentum = momentum;
        this.state = new ControlVariates(federation, start);
        this.v = new double[federation.problem().nodes()][start.length];
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] said = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            int i = sample[s];
            double[] control = state.controls()[i];
            double[] gradient = plus(state.controlledDirection(i), minus(control, state.c()));
            v[i] = plus(times(1 - momentum, v[i]), times(momentum, gradient));
            said[s] = contractive.compress(minus(v[i], control), i, round);
        }
        state.receive(sample, said);
        round++;
    }

    @Override
    public double[] iterate() {
        return state.x();
    }

    @Override
    public double uplinkBytes() {
        return round * federation.perClient(contractive.bytes(state.x().length));
    }

    /** c. */
    public double[] serverControl() {
        return state.c();
    }

    /** c_i of all clients. */
    public double[][] controls() {
        return state.controls();
    }

    /** v_i of all clients. */
    public double[][] momenta() {
        return v;
    }
}
