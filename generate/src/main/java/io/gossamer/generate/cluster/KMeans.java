package io.gossamer.generate.cluster;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;

/**
 * Lloyd's k-means of weighted points from k-means++ starts; the best of several. Source: Arthur and Vassilvitskii,
 * "k-means++: the advantages of careful seeding" (SODA 2007).
 *
 * @param clusters k
 * @param iterations of Lloyd's algorithm at most
 * @param restarts how many starts to take the best of
 */
public record KMeans(int clusters, int iterations, int restarts) {
    /**
     * @param centroids [cluster][element]
     * @param assignment the cluster of each point
     * @param cost weighted sum of squared distances
     */
    public record Result(double[][] centroids, int[] assignment, double cost) {}

    /**
     * @param points [point][element], at least as many as clusters
     * @param weights of the points
     */
    public Result fit(double[][] points, double[] weights, long seed) {
        if (points.length < clusters) {
            throw new IllegalArgumentException(points.length + " points for " + clusters + " clusters");
        }
        Result best = null;
        for (int restart = 0; restart < restarts; restart++) {
            Result found = lloyd(points, weights, RandomStream.of(seed, Purpose.CLUSTERING, -1, restart, clusters));
            if (best == null || found.cost < best.cost) {
                best = found;
            }
        }
        return best;
    }

    private Result lloyd(double[][] points, double[] weights, RandomStream random) {
        double[][] centroids = start(points, weights, random);
        Result result = assign(points, weights, centroids);
        for (int i = 0; i < iterations; i++) {
            Result next = assign(points, weights, means(points, weights, result));
            boolean still = Arrays.equals(next.assignment, result.assignment);
            result = next;
            if (still) {
                break;
            }
        }
        return result;
    }

    private double[][] start(double[][] points, double[] weights, RandomStream random) {
        double[][] centroids = new double[clusters][];
        double[] mass = weights.clone();
        double[] distances = new double[points.length];
        Arrays.fill(distances, Double.MAX_VALUE);
        for (int k = 0; k < clusters; k++) {
            centroids[k] = points[draw(mass, random)].clone();
            for (int i = 0; i < points.length; i++) {
                distances[i] = Math.min(distances[i], squaredDistance(points[i], centroids[k]));
                mass[i] = weights[i] * distances[i];
            }
        }
        return centroids;
    }

    private static int draw(double[] mass, RandomStream random) {
        double left = random.nextDouble() * Arrays.stream(mass).sum();
        for (int i = 0; i < mass.length; i++) {
            left -= mass[i];
            if (left < 0) {
                return i;
            }
        }
        return mass.length - 1;
    }

    private static Result assign(double[][] points, double[] weights, double[][] centroids) {
        int[] assignment = new int[points.length];
        double cost = 0;
        for (int i = 0; i < points.length; i++) {
            assignment[i] = nearest(points[i], centroids);
            cost += weights[i] * squaredDistance(points[i], centroids[assignment[i]]);
        }
        return new Result(centroids, assignment, cost);
    }

    /** A cluster that lost all its points stays where it was. */
    private double[][] means(double[][] points, double[] weights, Result result) {
        double[][] means = new double[clusters][points[0].length];
        double[] mass = new double[clusters];
        for (int i = 0; i < points.length; i++) {
            int k = result.assignment[i];
            mass[k] += weights[i];
            for (int d = 0; d < points[i].length; d++) {
                means[k][d] += weights[i] * points[i][d];
            }
        }
        for (int k = 0; k < clusters; k++) {
            for (int d = 0; d < means[k].length; d++) {
                means[k][d] = mass[k] > 0 ? means[k][d] / mass[k] : result.centroids[k][d];
            }
        }
        return means;
    }

    static int nearest(double[] point, double[][] centroids) {
        int nearest = 0;
        double least = Double.MAX_VALUE;
        for (int k = 0; k < centroids.length; k++) {
            double distance = squaredDistance(point, centroids[k]);
            if (distance < least) {
                least = distance;
                nearest = k;
            }
        }
        return nearest;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double difference = a[d] - b[d];
            sum += difference * difference;
        }
        return sum;
    }
}
