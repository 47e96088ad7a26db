package io.gossamer.train.recursion.local;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;
import java.util.Optional;

/**
 * CO2 with local gradient descent: d = x_{t-1} - mean y_{t-1}, m = clamp(b m + d / penalty, -limit, limit), x_{t+1} = x_t - a m
 * (Sun et al., ICLR 2024, arXiv 2401.16265). Without staleness it is SlowMo (Wang et al., ICLR 2020, arXiv 1910.00643), and
 * with b = 0 and a = 1 local SGD.
 */
public final class Co2 implements Recursion {
    /**
     * @param localSteps in a round
     * @param localRate of these steps
     * @param momentum b
     * @param outerRate a
     * @param limit of the momentum's elements; infinite for none
     * @param staleness rounds by which an average is late, 0 or 1
     * @param gapAware whether the penalty is 1 + |x_t - x_{t-1}| / |d|, instead of 1
     */
    public record Settings(
            int localSteps,
            double localRate,
            double momentum,
            double outerRate,
            double limit,
            int staleness,
            boolean gapAware) {}

    private final Problem problem;
    private final Settings settings;
    private double[] x;
    private double[] before;
    private double[] m;
    private Optional<double[]> late = Optional.empty();
    private double penalty = 1;
    private long rounds;

    public Co2(Problem problem, Settings settings, double[] start) {
        this.problem = problem;
        this.settings = settings;
        this.x = start.clone();
        this.before = x;
        this.m = new double[x.length];
    }

    @Override
    public void step() {
        double[] measured = minus(x, mean(localModels()));
        if (settings.staleness == 0) {
            merge(measured, x);
        } else {
            double[] now = x;
            late.ifPresent(d -> merge(d, before));
            before = now;
            late = Optional.of(measured);
        }
        rounds++;
    }

    private double[][] localModels() {
        double[][] models = new double[problem.nodes()][];
        for (int node = 0; node < models.length; node++) {
            double[] y = x;
            for (int k = 0; k < settings.localSteps; k++) {
                y = minus(y, times(settings.localRate, problem.gradient(node, y)));
            }
            models[node] = y;
        }
        return models;
    }

    /** @param origin where the difference was measured */
    private void merge(double[] difference, double[] origin) {
        double length = norm(difference);
        penalty = settings.gapAware && length > 0 ? 1 + norm(minus(x, origin)) / length : 1;
        m = plus(times(settings.momentum, m), times(1 / penalty, difference));
        for (int j = 0; j < m.length; j++) {
            m[j] = Math.clamp(m[j], -settings.limit, settings.limit);
        }
        x = minus(x, times(settings.outerRate, m));
    }

    /** Applies the last average without training. */
    public void drain() {
        late.ifPresent(d -> merge(d, before));
        late = Optional.empty();
    }

    /** What the last difference was divided by. */
    public double penalty() {
        return penalty;
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return (double) rounds * Float.BYTES * x.length;
    }
}
