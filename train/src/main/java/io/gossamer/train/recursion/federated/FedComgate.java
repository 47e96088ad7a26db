package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Recursion;

/**
 * FedCOMGATE: local steps along g - d_i, where d_i tracks how client i's gradient differs from everybody's; u_i =
 * Q(direction), x moves by mean u_i, d_i = d_i + u_i - mean u_i. Clients outside the sample keep d_i, so its mean stays
 * zero. Source: Haddadpour, Kamani, Mokhtari and Mahdavi, "Federated learning with compression: unified analysis and
 * sharp guarantees", AISTATS 2021 (published for all clients in every round).
 */
public final class FedComgate implements Recursion {
    private final Federation federation;
    private final Compressor compressor;
    private double[] x;
    private final double[][] d;
    private long round;

    public FedComgate(Federation federation, Compressor compressor, double[] start) {
        this.federation = federation;
        this.compressor = compressor;
        this.x = start.clone();
        this.d = new double[federation.problem().nodes()][x.length];
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] said = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            int i = sample[s];
            said[s] = compressor.compress(federation.localDirection(i, x, times(-1, d[i])), i, round);
        }
        double[] mean = mean(said);
        for (int s = 0; s < sample.length; s++) {
            d[sample[s]] = plus(d[sample[s]], minus(said[s], mean));
        }
        x = federation.advance(x, mean);
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

    /** d_i of all clients. */
    public double[][] trackers() {
        return d;
    }
}
