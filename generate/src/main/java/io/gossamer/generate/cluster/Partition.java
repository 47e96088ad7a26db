package io.gossamer.generate.cluster;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.generate.data.Examples;
import io.gossamer.generate.data.Part;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which expert each example belongs to. It is all that experts are ever told.
 *
 * @param assignment the cluster of each example, 0 to clusters - 1; every cluster has some
 */
public record Partition(int[] assignment, int clusters) {
    private static final int ITERATIONS = 20;
    private static final int RESTARTS = 10;

    public Partition {
        assignment = assignment.clone();
        int[] sizes = sizes(assignment, clusters);
        if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
            throw new IllegalArgumentException("an expert without examples: " + Arrays.toString(sizes));
        }
    }

    /**
     * K-means in two stages: many fine centroids of the features, then k-means of these, each as heavy as it has examples.
     * Source: the paper, section 3.3 (1024 fine centroids of DINOv2 features).
     *
     * @param features [example][element]
     * @param fine number of fine centroids
     */
    public static Partition twoStage(double[][] features, int fine, int clusters, long seed) {
        double[] equal = new double[features.length];
        Arrays.fill(equal, 1);
        KMeans.Result first = new KMeans(fine, ITERATIONS, 1).fit(features, equal, seed);
        double[] mass = new double[fine];
        for (int centroid : first.assignment()) {
            mass[centroid]++;
        }
        KMeans.Result second = new KMeans(clusters, ITERATIONS, RESTARTS).fit(first.centroids(), mass, seed);
        return new Partition(
                IntStream.of(first.assignment())
                        .map(centroid -> second.assignment()[centroid])
                        .toArray(),
                clusters);
    }

    /** Clusters without meaning, of equal size. */
    public static Partition random(int examples, int clusters, long seed) {
        int[] order = RandomStream.of(seed, Purpose.SHARDING, -1, 0, 0).permutation(examples);
        return new Partition(IntStream.of(order).map(place -> place % clusters).toArray(), clusters);
    }

    /** One cluster for each class. */
    public static Partition byClass(Examples examples) {
        return new Partition(
                IntStream.range(0, examples.size()).map(examples::label).toArray(), examples.classes());
    }

    /** All in one. */
    public static Partition whole(int examples) {
        return new Partition(new int[examples], 1);
    }

    /** The examples of one cluster, and a way to no other. */
    public Part part(Examples examples, int cluster) {
        return new Part(
                examples,
                IntStream.range(0, assignment.length)
                        .filter(i -> assignment[i] == cluster)
                        .toArray());
    }

    @Override
    public int[] assignment() {
        return assignment.clone();
    }

    /** Number of examples by cluster. */
    public int[] sizes() {
        return sizes(assignment, clusters);
    }

    /** The largest cluster over the smallest. */
    public double imbalance() {
        int[] sizes = sizes();
        return (double) Arrays.stream(sizes).max().orElseThrow()
                / Arrays.stream(sizes).min().orElseThrow();
    }

    /** What telling it takes: as many bits for each example as tell a cluster. */
    public long bytes() {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(clusters - 1);
        return ((long) bits * assignment.length + 7) / 8;
    }

    private static int[] sizes(int[] assignment, int clusters) {
        int[] sizes = new int[clusters];
        for (int cluster : assignment) {
            sizes[cluster]++;
        }
        return sizes;
    }
}
