package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.sum;

/**
 * The state that SCAFFOLD in one variable, SCALLION and SCAFCOM share, and the rule of its server: from one vector per
 * client in the sample, x = x - eta_g eta_l K (c + (1/S) sum said_i) with the old c, then c = c + (1/N) sum said_i and
 * c_i = c_i + said_i.
 */
final class ControlVariates {
    private final Federation federation;
    private double[] x;
    private double[] c;
    private final double[][] controls;

    ControlVariates(Federation federation, double[] start) {
        this.federation = federation;
        this.x = start.clone();
        this.c = new double[x.length];
        this.controls = new double[federation.problem().nodes()][x.length];
    }

    /** (x - y)/(eta_l K) after the local steps y = y - eta_l (g - c_i + c). */
    double[] controlledDirection(int client) {
        return federation.localDirection(client, x, minus(c, controls[client]));
    }

    void receive(int[] sample, double[][] said) {
        x = federation.advance(x, plus(c, mean(said)));
        c = plus(c, sum(said, controls.length));
        for (int s = 0; s < sample.length; s++) {
            controls[sample[s]] = plus(controls[sample[s]], said[s]);
        }
    }

    double[] x() {
        return x;
    }

    double[] c() {
        return c;
    }

    double[][] controls() {
        return controls;
    }
}
