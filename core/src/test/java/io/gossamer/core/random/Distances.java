package io.gossamer.core.random;

import java.util.function.DoubleUnaryOperator;

/** Numeric checks of draws against their distribution. */
final class Distances {
    private Distances() {}

    /** The largest distance between the empirical distribution of sorted draws and a distribution function. */
    static double kolmogorovSmirnov(double[] sorted, DoubleUnaryOperator distribution) {
        double largest = 0;
        for (int i = 0; i < sorted.length; i++) {
            double f = distribution.applyAsDouble(sorted[i]);
            largest = Math.max(largest, Math.max(f - (double) i / sorted.length, (i + 1.0) / sorted.length - f));
        }
        return largest;
    }

    /**
     * The probability that a standard normal variable exceeds {@code z}: near the centre by the power series of the
     * error function, further out by the continued fraction of the Mills ratio. Relative accuracy better than 1e-12.
     */
    static double upperTail(double z) {
        if (z < 0) {
            return 1 - upperTail(-z);
        }
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        if (z < 2) {
            double term = z;
            double sum = z;
            for (int k = 1; k < 60; k++) {
                term *= z * z / (2 * k + 1);
                sum += term;
            }
            return 0.5 - density * sum;
        }
        double fraction = z;
        for (int k = 200; k >= 1; k--) {
            fraction = z + k / fraction;
        }
        return density / fraction;
    }
}
