package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/** A problem whose batches are made by letting each node's operator deviate from itself. */
public final class SplitProblem implements FiniteSum {
    private final Problem exact;
    private final double[][][] deviations;

    /**
     * Splits a problem: F_ij(x) = F_i(x) + D_ij x + p_ij, where D_ij is diagonal, and both are normal and sum to zero
     * over the batches.
     *
     * @param batches r
     * @param spread standard deviation of the entries of D_ij and p_ij
     */
    public SplitProblem(Problem exact, int batches, double spread, long seed) {
        this.exact = exact;
        this.deviations = new double[exact.nodes()][batches][];
        for (int node = 0; node < exact.nodes(); node++) {
            RandomStream draw = RandomStream.of(seed, Purpose.DATA_GENERATION, node, 0, 3);
            for (int batch = 0; batch < batches; batch++) {
                double[] deviation = new double[2 * exact.dimension()];
                for (int j = 0; j < deviation.length; j++) {
                    deviation[j] = spread * draw.nextNormal();
                }
                deviations[node][batch] = deviation;
            }
            double[] centre = mean(deviations[node]);
            for (int batch = 0; batch < batches; batch++) {
                deviations[node][batch] = minus(deviations[node][batch], centre);
            }
        }
    }

    @Override
    public int batches() {
        return deviations[0].length;
    }

    @Override
    public double[] gradient(int node, int batch, double[] x) {
        double[] deviation = deviations[node][batch];
        double[] own = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            own[j] = deviation[j] * x[j] + deviation[x.length + j];
        }
        return plus(exact.gradient(node, x), own);
    }

    @Override
    public int nodes() {
        return exact.nodes();
    }

    @Override
    public int dimension() {
        return exact.dimension();
    }

    @Override
    public double[] gradient(int node, double[] x) {
        return exact.gradient(node, x);
    }

    @Override
    public double[] solution() {
        return exact.solution();
    }
}
