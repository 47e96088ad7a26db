package io.gossamer.train.recursion;

/**
 * Arithmetic on vectors, elementwise and from left to right, so that it is the same on every machine. No operation
 * changes its arguments.
 */
public final class Vectors {
    private Vectors() {}

    public static double[] plus(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            sum[j] = a[j] + b[j];
        }
        return sum;
    }

    public static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            difference[j] = a[j] - b[j];
        }
        return difference;
    }

    public static double[] times(double factor, double[] a) {
        double[] product = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            product[j] = factor * a[j];
        }
        return product;
    }

    /** Sum in the order of the rows, divided by {@code divisor}. */
    public static double[] sum(double[][] rows, double divisor) {
        double[] sum = new double[rows[0].length];
        for (double[] row : rows) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += row[j];
            }
        }
        for (int j = 0; j < sum.length; j++) {
            sum[j] /= divisor;
        }
        return sum;
    }

    public static double[] mean(double[][] rows) {
        return sum(rows, rows.length);
    }

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    public static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
