package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Recursion;

/**
 * FedAvg (McMahan and others, AISTATS 2017): the server takes the mean of what K local steps changed. With a compressor
 * it is FedAvg with compressed updates; with an unbiased quantiser FedPAQ (Reisizadeh and others, AISTATS 2020).
 */
public final class FedAvg implements Recursion {
    private final Federation federation;
    private final Compressor compressor;
    private double[] x;
    private long round;

    public FedAvg(Federation federation, Compressor compressor, double[] start) {
        this.federation = federation;
        this.compressor = compressor;
        this.x = start.clone();
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] said = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            double[] direction = federation.localDirection(sample[s], x, new double[x.length]);
            said[s] = compressor.compress(direction, sample[s], round);
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
}
