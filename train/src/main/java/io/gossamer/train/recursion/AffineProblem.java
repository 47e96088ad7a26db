package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import java.util.Arrays;

/** F_i(x) = J_i x + q_i: quadratics, least squares and bilinear saddle points. */
public final class AffineProblem implements Problem {
    /** J_i by columns: the sums of a product then run over whole vectors, in the same order as along rows. */
    private final double[][][] columns;

    private final double[][] offsets;
    private final double[] solution;

    /**
     * @param matrices J_i, one square matrix for each node, by rows
     * @param offsets q_i, one for each node
     * @throws ArithmeticException if the mean of the J_i is singular
     */
    public AffineProblem(double[][][] matrices, double[][] offsets) {
        this.columns = Arrays.stream(matrices).map(LinearSystem::transposed).toArray(double[][][]::new);
        this.offsets = offsets;
        this.solution = LinearSystem.solve(meanOf(matrices), times(-1, mean(offsets)));
    }

    private static double[][] meanOf(double[][][] matrices) {
        double[][] meanMatrix = new double[matrices[0].length][];
        for (int row = 0; row < meanMatrix.length; row++) {
            double[][] rows = new double[matrices.length][];
            for (int node = 0; node < rows.length; node++) {
                rows[node] = matrices[node][row];
            }
            meanMatrix[row] = mean(rows);
        }
        return meanMatrix;
    }

    @Override
    public int nodes() {
        return columns.length;
    }

    @Override
    public int dimension() {
        return solution.length;
    }

    @Override
    public double[] gradient(int node, double[] x) {
        return plus(LinearSystem.combination(columns[node], x), offsets[node]);
    }

    @Override
    public double[] solution() {
        return solution;
    }

    /** L: the largest spectral norm of a J_i, by power iteration (from below). */
    public double lipschitz() {
        return Arrays.stream(columns)
                .mapToDouble(LinearSystem::spectralNorm)
                .max()
                .orElseThrow();
    }

    /** L of the mean of the F_i, not above {@link #lipschitz()}. */
    public double meanLipschitz() {
        return LinearSystem.spectralNorm(meanOf(columns));
    }
}
