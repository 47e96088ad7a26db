package io.gossamer.train.gossip;

import static io.gossamer.train.recursion.Vectors.dot;
import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Vectors;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What sheet 18 asks to be shown of theory, in float64: how the mean of models moves that gossip. */
class MeanOfModelsTest {
    private static final int NODES = 8;
    private static final double RATE = 0.05;
    private static final Problem QUADRATICS = Problems.leastSquares(3, NODES, 12, 10);

    private static GossipPlan pulls(boolean mutual) {
        Budget some = Budget.parse("0.7", NODES - 1, NODES - 1);
        return new GossipPlan(NODES, Topology.COMPLETE, some, 100, Topology.EXPONENTIAL, mutual, 7);
    }

    /** One step on each node's own function, then one mixing. */
    private static double[][] round(Problem problem, Mixing mixing, double[][] models) {
        double[][] half = IntStream.range(0, models.length)
                .mapToObj(node -> minus(models[node], times(RATE, problem.gradient(node, models[node]))))
                .toArray(double[][]::new);
        return IntStream.range(0, models.length)
                .mapToObj(node -> Arrays.stream(mixing.heard(node))
                        .mapToObj(other -> times(mixing.weight(node, other), half[other]))
                        .reduce(new double[problem.dimension()], Vectors::plus))
                .toArray(double[][]::new);
    }

    private static double[] meanGradient(Problem problem, double[][] models) {
        return mean(IntStream.range(0, models.length)
                .mapToObj(node -> problem.gradient(node, models[node]))
                .toArray(double[][]::new));
    }

    /** How far the mean ever comes in a round from where a step along the mean gradient leads it. */
    private static double largestDrift(LongFunction<Mixing> weights) {
        double[][] models = new double[NODES][QUADRATICS.dimension()];
        double largest = 0;
        for (int round = 0; round < 100; round++) {
            double[] expected = minus(mean(models), times(RATE, meanGradient(QUADRATICS, models)));
            models = round(QUADRATICS, weights.apply(round), models);
            largest = Math.max(largest, norm(minus(mean(models), expected)));
        }
        return largest;
    }

    @Test
    void theMeanStepsAlongTheMeanGradientWhereColumnsSumToOne() {
        for (Topology topology : Topology.values()) {
            assertThat(largestDrift(round -> Mixing.of(topology, NODES))).isLessThan(1e-12);
        }
        assertThat(largestDrift(pulls(true)::mixing)).isLessThan(1e-12);
        assertThat(largestDrift(pulls(false)::mixing)).isGreaterThan(1e-3);
    }

    /** A valley along x, the wider the nearer to x = 0: (1 + x^2) y^2 / 2 + q_k x^2 / 2 - c_k y. */
    private record Valley(double[] along, double[] across) implements Problem {
        @Override
        public int nodes() {
            return along.length;
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public double[] gradient(int node, double[] at) {
            double x = at[0];
            double y = at[1];
            return new double[] {x * y * y + along[node] * x, (1 + x * x) * y - across[node]};
        }

        double[][] hessian(int node, double[] at) {
            double x = at[0];
            double y = at[1];
            return new double[][] {{y * y + along[node], 2 * x * y}, {2 * x * y, 1 + x * x}};
        }

        @Override
        public double[] solution() {
            return new double[2];
        }

        /** Of what the nodes' own functions are at the mean: (1/m) sum H_k (theta_k - mean). */
        double[] heterogeneity(double[][] models) {
            double[] mean = mean(models);
            return mean(IntStream.range(0, models.length)
                    .mapToObj(node -> product(hessian(node, mean), minus(models[node], mean)))
                    .toArray(double[][]::new));
        }

        /** The gradient of Tr(H Xi) / 2 at the mean, Xi held: by central differences, exact where H is quadratic. */
        double[] curvature(double[][] models) {
            double[] mean = mean(models);
            double width = 0.5;
            return IntStream.range(0, 2)
                    .mapToDouble(i -> {
                        double[] aside = new double[2];
                        aside[i] = width;
                        return (trace(plus(mean, aside), mean, models) - trace(minus(mean, aside), mean, models))
                                / (4 * width);
                    })
                    .toArray();
        }

        /** Tr(H Xi), H at a point and Xi the models' covariance. */
        private double trace(double[] at, double[] mean, double[][] models) {
            return IntStream.range(0, models.length)
                    .mapToDouble(node -> {
                        double[] apart = minus(models[node], mean);
                        return dot(apart, product(hessian(node, at), apart));
                    })
                    .average()
                    .orElseThrow();
        }

        private static double[] product(double[][] matrix, double[] vector) {
            return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
        }
    }

    private static double[][] around(double[] centre, double[][] directions, double width) {
        return Arrays.stream(directions)
                .map(direction -> plus(centre, times(width, direction)))
                .toArray(double[][]::new);
    }

    @Test
    void whatDisagreementAddsToTheGradientIsHeterogeneityAndCurvatureUpToTheThirdOrder() {
        Valley valley = new Valley(new double[] {0.5, -0.3, 0.1, 0.7}, new double[] {1, -1, 2, 0.5});
        double[] centre = {0.8, -0.6};
        double[][] directions = {{1, 0.5}, {-0.7, 1.2}, {0.4, -0.9}, {-0.7, -0.8}};
        double before = Double.NaN;
        for (double width : new double[] {0.1, 0.05, 0.025}) {
            double[][] models = around(centre, directions, width);
            double[] mean = mean(models);
            assertThat(mean).containsExactly(centre, within(1e-15));
            double[] added = minus(meanGradient(valley, models), valley.meanGradient(mean));
            double[] first = valley.heterogeneity(models);
            double[] second = valley.curvature(models);
            double rest = norm(minus(added, plus(first, second)));
            assertThat(norm(first)).isGreaterThan(0.05 * width);
            assertThat(norm(second)).isGreaterThan(0.1 * width * width);
            assertThat(rest).isLessThan(0.2 * norm(second));
            if (!Double.isNaN(before)) {
                assertThat(before / rest).isCloseTo(8, within(1e-6));
            }
            before = rest;
        }
    }

    @Test
    void onQuadraticsThereIsNoTermOfCurvature() {
        double[][] directions = new double[NODES][QUADRATICS.dimension()];
        for (int node = 0; node < NODES; node++) {
            directions[node][node] = 1 + node;
        }
        double[][] near = around(new double[QUADRATICS.dimension()], directions, 0.5);
        double[][] far = around(new double[QUADRATICS.dimension()], directions, 1);
        double[] nearAdded = minus(meanGradient(QUADRATICS, near), QUADRATICS.meanGradient(mean(near)));
        double[] farAdded = minus(meanGradient(QUADRATICS, far), QUADRATICS.meanGradient(mean(far)));
        assertThat(norm(nearAdded)).isGreaterThan(0.1);
        assertThat(farAdded).containsExactly(times(2, nearAdded), within(1e-12));
    }

    /**
     * Nodes that are pulled to different sides of the valley, y = +-c, and whose mean lies on its floor, where the gradient of
     * the mean function is zero: those that agree stay there, the mean of those that disagree goes where the valley is wide.
     */
    @Test
    void disagreementDrivesTheMeanToWhereTheValleyIsWide() {
        double[] sides = {1, 1, 1, 1, -1, -1, -1, -1};
        Valley valley = new Valley(new double[NODES], sides);
        assertThat(descend(valley, Topology.COMPLETE)).containsExactly(new double[] {1, 0}, within(1e-12));
        double ring = descend(valley, Topology.RING)[0];
        double alone = descend(valley, Topology.NONE)[0];
        assertThat(ring).isCloseTo(0.8306, within(1e-4));
        assertThat(alone).isBetween(0.0, ring);
    }

    /** Where the mean has come to from (1, 0), as both terms say in each round. */
    private static double[] descend(Valley valley, Topology topology) {
        Mixing mixing = Mixing.of(topology, NODES);
        double[][] models = new double[NODES][];
        Arrays.fill(models, new double[] {1, 0});
        for (int round = 0; round < 200; round++) {
            double[] before = mean(models);
            double[] curvature = valley.curvature(models);
            double[] added = plus(valley.heterogeneity(models), curvature);
            double[] expected = minus(before, times(RATE, plus(valley.meanGradient(before), added)));
            models = round(valley, mixing, models);
            assertThat(norm(minus(mean(models), expected))).isLessThan(1e-3 * RATE * norm(curvature) + 1e-15);
        }
        return mean(models);
    }
}
