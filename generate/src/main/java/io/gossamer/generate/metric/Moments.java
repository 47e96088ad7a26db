package io.gossamer.generate.metric;

/**
 * Mean and covariance.
 *
 * @param mean [element]
 * @param covariance [element * dimension + element], divided by the number of rows
 */
public record Moments(double[] mean, double[] covariance) {
    /** @param rows [example][element] */
    public static Moments of(double[][] rows) {
        int dimension = rows[0].length;
        double[] mean = new double[dimension];
        for (double[] row : rows) {
            for (int d = 0; d < dimension; d++) {
                mean[d] += row[d] / rows.length;
            }
        }
        double[] covariance = new double[dimension * dimension];
        double[] centred = new double[dimension];
        for (double[] row : rows) {
            for (int d = 0; d < dimension; d++) {
                centred[d] = row[d] - mean[d];
            }
            for (int a = 0; a < dimension; a++) {
                double scaled = centred[a] / rows.length;
                for (int b = 0; b < dimension; b++) {
                    covariance[a * dimension + b] += scaled * centred[b];
                }
            }
        }
        return new Moments(mean, covariance);
    }
}
