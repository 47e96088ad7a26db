package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.minus;

import io.gossamer.train.recursion.Recursion;

/**
 * SCAFFOLD with one vector up instead of two: a client says (x - y)/(eta_l K) - c, from which the server knows both the
 * change of the model and that of c_i. Source: Huang, Li and Li, "Stochastic controlled averaging for federated learning
 * with communication compression", ICLR 2024, arXiv 2308.08165.
 */
public final class OneVariableScaffold implements Recursion {
    private final Federation federation;
    private final ControlVariates state;
    private long round;

    public OneVariableScaffold(Federation federation, double[] start) {
        this.federation = federation;
        this.state = new ControlVariates(federation, start);
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] said = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            said[s] = minus(state.controlledDirection(sample[s]), state.c());
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
        return round * federation.perClient(Float.BYTES * state.x().length);
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
