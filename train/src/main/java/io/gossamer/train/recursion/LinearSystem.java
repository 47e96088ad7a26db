package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.dot;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import java.util.Arrays;

/** Small dense linear algebra; matrices are arrays of rows. */
final class LinearSystem {
    private static final int POWER_ITERATIONS = 1000;

    private LinearSystem() {}

    static double[] product(double[][] a, double[] x) {
        double[] product = new double[a.length];
        for (int row = 0; row < a.length; row++) {
            product[row] = dot(a[row], x);
        }
        return product;
    }

    static double[][] transposed(double[][] a) {
        double[][] transposed = new double[a[0].length][a.length];
        for (int row = 0; row < a.length; row++) {
            for (int column = 0; column < a[0].length; column++) {
                transposed[column][row] = a[row][column];
            }
        }
        return transposed;
    }

    /** The sum of x_j vectors_j: the product of x and the matrix whose columns they are. */
    static double[] combination(double[][] vectors, double[] x) {
        double[] sum = new double[vectors[0].length];
        for (int j = 0; j < x.length; j++) {
            double[] vector = vectors[j];
            double factor = x[j];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += factor * vector[i];
            }
        }
        return sum;
    }

    /** x with a x = b, by elimination with row pivots and one step of refinement. */
    static double[] solve(double[][] a, double[] b) {
        double[] x = eliminate(a, b);
        return plus(x, eliminate(a, minus(b, product(a, x))));
    }

    private static double[] eliminate(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][];
        for (int row = 0; row < n; row++) {
            a[row] = matrix[row].clone();
        }
        double[] b = right.clone();
        for (int k = 0; k < n; k++) {
            pivot(a, b, k);
            for (int row = k + 1; row < n; row++) {
                double factor = a[row][k] / a[k][k];
                for (int column = k; column < n; column++) {
                    a[row][column] -= factor * a[k][column];
                }
                b[row] -= factor * b[k];
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            for (int column = k + 1; column < n; column++) {
                b[k] -= a[k][column] * b[column];
            }
            b[k] /= a[k][k];
        }
        return b;
    }

    private static void pivot(double[][] a, double[] b, int k) {
        int best = k;
        for (int row = k + 1; row < b.length; row++) {
            if (Math.abs(a[row][k]) > Math.abs(a[best][k])) {
                best = row;
            }
        }
        if (a[best][k] == 0) {
            throw new ArithmeticException("the mean matrix is singular: the problem has no single solution");
        }
        double[] row = a[k];
        a[k] = a[best];
        a[best] = row;
        double value = b[k];
        b[k] = b[best];
        b[best] = value;
    }

    /** The largest singular value of the matrix with these columns, by power iteration (from below). */
    static double spectralNorm(double[][] columns) {
        double[][] rows = transposed(columns);
        double[] v = new double[columns.length];
        Arrays.setAll(v, j -> 1.0 / (1 + j));
        double squared = 0;
        for (int i = 0; i < POWER_ITERATIONS; i++) {
            v = times(1 / norm(v), v);
            v = combination(rows, combination(columns, v));
            squared = norm(v);
        }
        return Math.sqrt(squared);
    }
}
