package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;

/** The problems that the recursions are judged on; drawn ones are the same on every machine. */
public final class Problems {
    private Problems() {}

    /** f_i(x) = a_i / 2 |x - b_i|^2. */
    public static AffineProblem quadratics(double[] curvatures, double[][] centres) {
        double[][][] matrices = new double[curvatures.length][][];
        double[][] offsets = new double[curvatures.length][];
        for (int node = 0; node < curvatures.length; node++) {
            matrices[node] = diagonal(centres[node].length, curvatures[node]);
            offsets[node] = times(-curvatures[node], centres[node]);
        }
        return new AffineProblem(matrices, offsets);
    }

    /** Two nodes in three dimensions: curvatures 1 and 2, centres (1, 2, 3) and (3, -2, 1). The golden values' problem. */
    public static AffineProblem twoQuadratics() {
        return quadratics(new double[] {1, 2}, new double[][] {{1, 2, 3}, {3, -2, 1}});
    }

    /**
     * Three nodes in three dimensions on which descent along top-1 gradients diverges from every multiple of (1, 1, 1):
     * f_i(x) = (a_i . x)^2 + |x|^2 / 4 with a_i = (2, 2, 2) but -3 at place i. The solution is 0. Source: Beznosikov,
     * Horvath, Richtarik and Safaryan, "On biased compression for distributed learning", JMLR 2023.
     */
    public static AffineProblem divergenceExample() {
        double[][][] matrices = new double[3][][];
        for (int node = 0; node < 3; node++) {
            double[] a = {2, 2, 2};
            a[node] = -3;
            matrices[node] = diagonal(3, 0.5);
            for (int row = 0; row < 3; row++) {
                matrices[node][row] = plus(matrices[node][row], times(2 * a[row], a));
            }
        }
        return new AffineProblem(matrices, new double[3][3]);
    }

    /**
     * Heterogeneous least squares: f_i(x) = |A_i (x - s_i)|^2 / (2 rows), every entry of A_i and of node i's own
     * solution s_i standard normal.
     */
    public static AffineProblem leastSquares(long seed, int nodes, int rows, int dimension) {
        double[][][] matrices = new double[nodes][dimension][];
        double[][] offsets = new double[nodes][];
        for (int node = 0; node < nodes; node++) {
            RandomStream draw = RandomStream.of(seed, Purpose.DATA_GENERATION, node, 0, 0);
            double[][] a = normal(draw, rows, dimension);
            for (int j = 0; j < dimension; j++) {
                double[] column = new double[rows];
                for (int row = 0; row < rows; row++) {
                    column[row] = a[row][j];
                }
                matrices[node][j] = times(1.0 / rows, LinearSystem.combination(a, column));
            }
            double[] ownSolution = normal(draw, 1, dimension)[0];
            offsets[node] = times(-1, LinearSystem.product(matrices[node], ownSolution));
        }
        return new AffineProblem(matrices, offsets);
    }

    /**
     * Bilinear saddle points: F_m(u, v) = (lambda u + A_m v, lambda v - A_m' u) + q_m, where A_m = B + 0.5 N_m, the
     * entries of B and N_m normal with variance 1 / size, and those of q_m standard normal.
     *
     * @param size of u and of v
     * @param strength lambda, the strong monotonicity
     */
    public static AffineProblem bilinearSaddle(long seed, int nodes, int size, double strength) {
        double scale = 1 / Math.sqrt(size);
        double[][] base = normal(RandomStream.of(seed, Purpose.DATA_GENERATION, -1, 0, 1), size, size);
        double[][][] matrices = new double[nodes][][];
        double[][] offsets = new double[nodes][];
        for (int node = 0; node < nodes; node++) {
            RandomStream draw = RandomStream.of(seed, Purpose.DATA_GENERATION, node, 0, 1);
            double[][] own = normal(draw, size, size);
            matrices[node] = diagonal(2 * size, strength);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double coupling = scale * (base[i][j] + 0.5 * own[i][j]);
                    matrices[node][i][size + j] = coupling;
                    matrices[node][size + j][i] = -coupling;
                }
            }
            offsets[node] = normal(draw, 1, 2 * size)[0];
        }
        return new AffineProblem(matrices, offsets);
    }

    private static double[][] diagonal(int dimension, double value) {
        double[][] matrix = new double[dimension][dimension];
        for (int j = 0; j < dimension; j++) {
            matrix[j][j] = value;
        }
        return matrix;
    }

    private static double[][] normal(RandomStream draw, int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, j -> draw.nextNormal());
        }
        return values;
    }
}
