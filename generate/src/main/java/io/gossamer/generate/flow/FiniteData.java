package io.gossamer.generate.flow;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A finite data set as a distribution, for which everything is known exactly, in float64: p_t(x) = sum_i q_i N(x; alpha x_i,
 * sigma^2 I), the velocity u_t(x) = sum_i p_t(i|x) u_t(x|x_i), and which cluster a noisy example comes from.
 */
public final class FiniteData {
    private final double[][] points;
    private final double[] weights;
    private final NoiseSchedule schedule;

    /**
     * @param points [point][element]
     * @param weights positive, one for each point; they need not sum to one
     */
    public FiniteData(double[][] points, double[] weights, NoiseSchedule schedule) {
        if (points.length == 0 || points.length != weights.length) {
            throw new IllegalArgumentException(points.length + " points, " + weights.length + " weights");
        }
        this.points = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        this.weights = weights.clone();
        this.schedule = schedule;
    }

    /** Points of equal weight. */
    public static FiniteData uniform(double[][] points, NoiseSchedule schedule) {
        double[] weights = new double[points.length];
        Arrays.fill(weights, 1.0 / points.length);
        return new FiniteData(points, weights, schedule);
    }

    /** The points of one cluster alone. */
    public FiniteData cluster(int[] assignment, int cluster) {
        int[] members = IntStream.range(0, points.length)
                .filter(i -> assignment[i] == cluster)
                .toArray();
        return new FiniteData(
                Arrays.stream(members).mapToObj(i -> points[i]).toArray(double[][]::new),
                Arrays.stream(members).mapToDouble(i -> weights[i]).toArray(),
                schedule);
    }

    /** p_t(i|x): from which point x comes. Sums to one; at t = 0 the points nearest to x share it. */
    public double[] posterior(double[] x, double t) {
        double alpha = schedule.alpha(t);
        double sigma = schedule.sigma(t);
        double[] exponents = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            exponents[i] = -squaredDistance(x, points[i], alpha) / (2 * sigma * sigma);
        }
        return sigma == 0 ? nearest(x, alpha) : softmax(exponents);
    }

    /** p_t(k|x): from which cluster x comes, by cluster. */
    public double[] clusterPosterior(int[] assignment, int clusters, double[] x, double t) {
        double[] byPoint = posterior(x, t);
        double[] byCluster = new double[clusters];
        for (int i = 0; i < byPoint.length; i++) {
            byCluster[assignment[i]] += byPoint[i];
        }
        return byCluster;
    }

    /** The share of each cluster. */
    public double[] clusterPriors(int[] assignment, int clusters) {
        double[] priors = new double[clusters];
        double total = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            priors[assignment[i]] += weights[i] / total;
        }
        return priors;
    }

    /**
     * u_t(x), the velocity that minimises the flow-matching loss.
     *
     * @param t above 0
     */
    public double[] velocity(double[] x, double t) {
        double alpha = schedule.alpha(t);
        double sigma = schedule.sigma(t);
        double ofNoise = schedule.sigmaRate(t) / sigma;
        double ofPoint = schedule.alphaRate(t) - ofNoise * alpha;
        double[] byPoint = posterior(x, t);
        double[] velocity = new double[x.length];
        for (int d = 0; d < x.length; d++) {
            double mean = 0;
            for (int i = 0; i < points.length; i++) {
                mean += byPoint[i] * points[i][d];
            }
            velocity[d] = ofNoise * x[d] + ofPoint * mean;
        }
        return velocity;
    }

    private double[] nearest(double[] x, double alpha) {
        double[] distances = Arrays.stream(points)
                .mapToDouble(point -> squaredDistance(x, point, alpha))
                .toArray();
        double least = Arrays.stream(distances).min().orElseThrow();
        double[] shares = new double[points.length];
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = distances[i] <= least ? weights[i] : 0;
            total += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= total;
        }
        return shares;
    }

    private double[] softmax(double[] exponents) {
        double largest = Arrays.stream(exponents).max().orElseThrow();
        double[] shares = new double[exponents.length];
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weights[i] * Math.exp(exponents[i] - largest);
            total += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= total;
        }
        return shares;
    }

    private static double squaredDistance(double[] x, double[] point, double alpha) {
        double sum = 0;
        for (int d = 0; d < x.length; d++) {
            double difference = x[d] - alpha * point[d];
            sum += difference * difference;
        }
        return sum;
    }
}
