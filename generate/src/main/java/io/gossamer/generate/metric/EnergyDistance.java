package io.gossamer.generate.metric;

import java.util.stream.IntStream;

/**
 * 2 E|X - Y| - E|X - X'| - E|Y - Y'| of two samples, each pair counted (a row and itself, too): 0 if and only if they are
 * the same. Source: Székely and Rizzo, "Energy statistics" (2013). Of n and m fresh draws of one distribution it is about
 * (1/n + 1/m) E|X - X'|, so only figures of equal sizes compare.
 */
public final class EnergyDistance {
    private EnergyDistance() {}

    /** @param x [example][element] */
    public static double between(double[][] x, double[][] y) {
        return 2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y);
    }

    private static double meanDistance(double[][] x, double[][] y) {
        double[] sums = IntStream.range(0, x.length)
                .mapToDouble(i -> sumOfDistances(x[i], y))
                .toArray();
        double sum = 0;
        for (double of : sums) {
            sum += of;
        }
        return sum / x.length / y.length;
    }

    private static double sumOfDistances(double[] point, double[][] others) {
        double sum = 0;
        for (double[] other : others) {
            double squares = 0;
            for (int d = 0; d < point.length; d++) {
                double difference = point[d] - other[d];
                squares += difference * difference;
            }
            sum += Math.sqrt(squares);
        }
        return sum;
    }
}
