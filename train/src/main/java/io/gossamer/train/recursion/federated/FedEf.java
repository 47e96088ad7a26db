package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Recursion;

/**
 * Fed-EF with an SGD server: a client keeps the error of its compressed update, C(direction + e_i), until it is sampled
 * again. Source: Li and Li, "Analysis of error feedback in federated non-convex optimization with biased compression",
 * ICML 2023.
 */
public final class FedEf implements Recursion {
    private final Federation federation;
    private final Compressor compressor;
    private double[] x;
    private final double[][] e;
    private long round;

    public FedEf(Federation federation, Compressor compressor, double[] start) {
        this.federation = federation;
        this.compressor = compressor;
        this.x = start.clone();
        this.e = new double[federation.problem().nodes()][x.length];
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] said = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            int i = sample[s];
            double[] wanted = plus(federation.localDirection(i, x, new double[x.length]), e[i]);
            said[s] = compressor.compress(wanted, i, round);
            e[i] = minus(wanted, said[s]);
        }
        x = federation.advance(x, mean(said));
        round++;
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return round * federation.perClient(compressor.bytes(x.length));
    }

    /** e_i of all clients. */
    public double[][] errors() {
        return e;
    }
}
