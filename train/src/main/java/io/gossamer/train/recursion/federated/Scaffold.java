package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.sum;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Recursion;

/**
 * SCAFFOLD as published, with two vectors up: the change y - x of the model and the change of c_i, where c_i becomes c_i
 * - c + (x - y)/(eta_l K). Source: Karimireddy and others, ICML 2020, algorithm 1, option II.
 */
public final class Scaffold implements Recursion {
    private final Federation federation;
    private double[] x;
    private double[] c;
    private final double[][] controls;
    private long round;

    public Scaffold(Federation federation, double[] start) {
        this.federation = federation;
        this.x = start.clone();
        this.c = new double[x.length];
        this.controls = new double[federation.problem().nodes()][x.length];
    }

    @Override
    public void step() {
        int[] sample = federation.sample().of(round);
        double[][] models = new double[sample.length][];
        double[][] changes = new double[sample.length][];
        for (int s = 0; s < sample.length; s++) {
            int i = sample[s];
            double[] y = federation.localModel(i, x, minus(c, controls[i]));
            double[] next = plus(minus(controls[i], c), federation.direction(x, y));
            models[s] = minus(y, x);
            changes[s] = minus(next, controls[i]);
            controls[i] = next;
        }
        x = plus(x, times(federation.globalRate(), mean(models)));
        c = plus(c, sum(changes, controls.length));
        round++;
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return round * federation.perClient(2 * Float.BYTES * x.length);
    }

    /** c. */
    public double[] serverControl() {
        return c;
    }

    /** c_i of all clients. */
    public double[][] controls() {
        return controls;
    }
}
