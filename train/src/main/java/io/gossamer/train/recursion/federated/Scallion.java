package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Recursion;

/**
 * SCALLION: a client says Q(alpha delta_i), where delta_i = (x - y)/(eta_l K) - c is what SCAFFOLD in one variable says.
 * With the identity and alpha = 1 it is that. Source: Huang, Li and Li, "Stochastic controlled averaging for federated
 * learning with communication compression", ICLR 2024, arXiv 2308.08165.
 */
public final class Scallion implements Recursion {
    private final Federation federation;
    private final Compressor unbiased;
    private final double scaling;
    private final ControlVariates state;
    private long round;

    /**
     * @param unbiased Q
     * @param scaling alpha in (0, 1], about 1/(1 + omega) of Q
     */
    public Scallion(Federation federation, Compressor unbiased, double scaling, double[] start) {
        this.federation = federation;
        this.unbiased = unbiased;
        this.scaling = scaling;
        this.state = new ControlVariates(federation, start);
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] said = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            double[] delta = minus(state.controlledDirection(sample[s]), state.c());
            said[s] = unbiased.compress(times(scaling, delta), sample[s], round);
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
        return round * federation.perClient(unbiased.bytes(state.x().length));
    }

    /** c. */
    public double[] serverControl() {
        return state.c();
    }

    /** c_i of all clients. */
    public double[][] controls() {
        return state.controls();
    }
}
