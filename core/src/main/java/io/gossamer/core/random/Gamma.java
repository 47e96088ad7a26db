package io.gossamer.core.random;

/**
 * Gamma variates by rejection from a transformed normal: Marsaglia and Tsang, "A simple method for generating gamma
 * variables", ACM TOMS 26(3), 2000; shapes below 1 by their section 6. As logarithms, since those of small shapes lie
 * below what a double can hold.
 */
final class Gamma {
    private Gamma() {}

    static double log(RandomStream stream, double shape) {
        if (!(shape > 0 && shape < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("no gamma distribution has shape " + shape);
        }
        if (shape < 1) {
            return logOfLarge(stream, shape + 1) + Math.log(positive(stream)) / shape;
        }
        return logOfLarge(stream, shape);
    }

    private static double logOfLarge(RandomStream stream, double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = stream.nextNormal();
            double root = 1 + c * x;
            double logUniform = Math.log(positive(stream));
            if (root > 0) {
                double logCube = 3 * Math.log(root);
                if (logUniform < 0.5 * x * x + d - d * Math.exp(logCube) + d * logCube) {
                    return Math.log(d) + logCube;
                }
            }
        }
    }

    /** Uniform in (0, 1]. */
    private static double positive(RandomStream stream) {
        return 1 - stream.nextDouble();
    }
}
