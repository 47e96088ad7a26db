package io.gossamer.generate.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The identity the method rests on, and the limits of the posterior. */
final class FiniteDataTest {
    private static final int POINTS = 60;
    private static final int DIMENSION = 3;
    private static final int CLUSTERS = 4;

    private final RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
    private final double[][] points = standardised(normal(POINTS, DIMENSION));
    private final int[] assignment =
            IntStream.range(0, POINTS).map(i -> 7 * i % 11 % CLUSTERS).toArray();

    private double[][] normal(int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, d -> random.nextNormal());
        }
        return values;
    }

    private static double[][] standardised(double[][] rows) {
        for (int d = 0; d < rows[0].length; d++) {
            int column = d;
            double mean = Arrays.stream(rows)
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            double deviation = Math.sqrt(Arrays.stream(rows)
                    .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
                    .average()
                    .orElseThrow());
            for (double[] row : rows) {
                row[column] = (row[column] - mean) / deviation;
            }
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void theEnsembleOfExactExpertsIsTheWhole(NoiseSchedule schedule) {
        double[] weights = new double[POINTS];
        Arrays.setAll(weights, i -> 0.1 + random.nextDouble());
        FiniteData whole = new FiniteData(points, weights, schedule);
        FiniteData[] experts = IntStream.range(0, CLUSTERS)
                .mapToObj(k -> whole.cluster(assignment, k))
                .toArray(FiniteData[]::new);
        for (int trial = 0; trial < 1000; trial++) {
            double t = 0.02 + 0.97 * random.nextDouble();
            double[] x = new double[DIMENSION];
            Arrays.setAll(x, d -> 2 * random.nextNormal());
            double[] shares = whole.clusterPosterior(assignment, CLUSTERS, x, t);
            double[] ensemble = new double[DIMENSION];
            for (int k = 0; k < experts.length; k++) {
                double[] velocity = experts[k].velocity(x, t);
                for (int d = 0; d < DIMENSION; d++) {
                    ensemble[d] += shares[k] * velocity[d];
                }
            }
            assertThat(ensemble).containsExactly(whole.velocity(x, t), within(1e-10));
        }
    }

    @Test
    void onTheLinearPathTheVelocityOfOnePointLeadsAwayFromIt() {
        FiniteData one = FiniteData.uniform(new double[][] {{1, -2}}, NoiseSchedule.LINEAR);

        assertThat(one.velocity(new double[] {3, 0}, 0.5)).containsExactly(new double[] {4, 4}, within(1e-12));
    }

    @Test
    void noiseTellsNothingButTheShares() {
        FiniteData data = FiniteData.uniform(points, NoiseSchedule.LINEAR);
        double[] x = {0.7, -1.1, 0.4};

        assertThat(data.clusterPosterior(assignment, CLUSTERS, x, 1 - 1e-6))
                .containsExactly(data.clusterPriors(assignment, CLUSTERS), within(1e-3));
    }

    @Test
    void aCleanExampleTellsItsCluster() {
        FiniteData data = FiniteData.uniform(points, NoiseSchedule.LINEAR);
        for (double t : new double[] {0, 1e-4}) {
            for (int i = 0; i < POINTS; i++) {
                double[] shares = data.clusterPosterior(assignment, CLUSTERS, points[i], t);
                assertThat(shares[assignment[i]]).isCloseTo(1, within(1e-9));
            }
        }
    }

    /** The entropy of the cluster given the noisy example is the least cross-entropy that any router can reach. */
    @Test
    void theLeastCrossEntropyOfARouterGrowsWithNoise() {
        FiniteData data = FiniteData.uniform(points, NoiseSchedule.LINEAR);
        double[][] noise = normal(2000, DIMENSION);
        double last = 0;
        for (double t : new double[] {0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 0.98}) {
            double sum = 0;
            for (int n = 0; n < noise.length; n++) {
                double[] x = new double[DIMENSION];
                for (int d = 0; d < DIMENSION; d++) {
                    x[d] = (1 - t) * points[n % POINTS][d] + t * noise[n][d];
                }
                for (double share : data.clusterPosterior(assignment, CLUSTERS, x, t)) {
                    sum -= share > 0 ? share * Math.log(share) : 0;
                }
            }
            double entropy = sum / noise.length;
            assertThat(entropy).as("t %s", t).isBetween(0.0, Math.log(CLUSTERS)).isGreaterThan(last);
            last = entropy;
        }
    }
}
