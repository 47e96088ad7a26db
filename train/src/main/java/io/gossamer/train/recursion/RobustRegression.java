package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.dot;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Robust linear regression: min over w, max over r of 1/(2N) sum over i of (w . (x_i + r) - y_i)^2 + lambda/2 |w|^2 -
 * beta/2 |r|^2, r being one shift of all inputs. The rows are dealt to nodes and batches in their order. z = (w, r), and
 * the operator is affine in neither, but smooth; it is monotone around the solution where beta exceeds |w|^2.
 */
public final class RobustRegression implements FiniteSum {
    private static final int NEWTON_STEPS = 50;
    private static final double EXACT = 1e-13;

    private final double ridge;
    private final double penalty;
    private final Moments[][] batches;
    private final Moments[] nodes;
    private final double[] solution;

    /** What the squared loss needs to know of rows: the means of x x', x, y x and y. */
    private record Moments(double[][] second, double[] first, double[] cross, double target) {
        static Moments of(double[][] x, double[] y, int from, int to) {
            int d = x[0].length;
            double[][] second = new double[d][d];
            double[] first = new double[d];
            double[] cross = new double[d];
            double target = 0;
            double weight = 1.0 / (to - from);
            for (int i = from; i < to; i++) {
                for (int j = 0; j < d; j++) {
                    double part = weight * x[i][j];
                    if (part != 0) {
                        addMultiple(second[j], part, x[i]);
                    }
                }
                addMultiple(first, weight, x[i]);
                addMultiple(cross, weight * y[i], x[i]);
                target += weight * y[i];
            }
            return new Moments(second, first, cross, target);
        }

        static Moments mean(Moments[] parts) {
            int d = parts[0].first.length;
            Moments sum = new Moments(new double[d][d], new double[d], new double[d], 0);
            double weight = 1.0 / parts.length;
            double target = 0;
            for (Moments part : parts) {
                for (int j = 0; j < d; j++) {
                    addMultiple(sum.second[j], weight, part.second[j]);
                }
                addMultiple(sum.first, weight, part.first);
                addMultiple(sum.cross, weight, part.cross);
                target += weight * part.target;
            }
            return new Moments(sum.second, sum.first, sum.cross, target);
        }

        private static void addMultiple(double[] sum, double factor, double[] vector) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += factor * vector[j];
            }
        }

        /** The mean of w . (x_i + r) - y_i. */
        double residual(double[] w, double[] r) {
            return dot(first, w) + dot(r, w) - target;
        }
    }

    /**
     * @param x rows of equal length
     * @param y their targets
     * @param nodes each gets equally many rows; what is left over at the end is not used
     * @param batches of a node
     * @param ridge lambda
     * @param penalty beta
     * @throws ArithmeticException if no solution with |w|^2 below beta is found
     */
    public RobustRegression(double[][] x, double[] y, int nodes, int batches, double ridge, double penalty) {
        this.ridge = ridge;
        this.penalty = penalty;
        int rows = x.length / (nodes * batches);
        if (rows == 0) {
            throw new IllegalArgumentException(x.length + " rows for " + nodes + " nodes of " + batches + " batches");
        }
        this.batches = new Moments[nodes][batches];
        for (int batch = 0; batch < nodes * batches; batch++) {
            this.batches[batch / batches][batch % batches] = Moments.of(x, y, batch * rows, (batch + 1) * rows);
        }
        this.nodes = Arrays.stream(this.batches).map(Moments::mean).toArray(Moments[]::new);
        this.solution = solve(Moments.mean(this.nodes));
    }

    /** Rows around a centre that is not zero, with a linear target and noise; the same on every machine. */
    public static RobustRegression synthetic(long seed, int nodes, int batches, int rows, int features) {
        RandomStream draw = RandomStream.of(seed, Purpose.DATA_GENERATION, -1, 0, 5);
        double[] centre = new double[features];
        double[] truth = new double[features];
        Arrays.setAll(centre, j -> draw.nextNormal() / Math.sqrt(features));
        Arrays.setAll(truth, j -> draw.nextNormal() / Math.sqrt(features));
        double[][] x = new double[nodes * batches * rows][features];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            Arrays.setAll(x[i], j -> centre[j] + draw.nextNormal());
            y[i] = 1 + dot(truth, x[i]) + 0.5 * draw.nextNormal();
        }
        return new RobustRegression(x, y, nodes, batches, 0.1, 4);
    }

    private double[] operator(Moments moments, double[] z) {
        int d = z.length / 2;
        double[] w = Arrays.copyOfRange(z, 0, d);
        double[] r = Arrays.copyOfRange(z, d, 2 * d);
        double residual = moments.residual(w, r);
        double[] forW = minus(LinearSystem.combination(moments.second, w), moments.cross);
        forW = plus(plus(forW, times(dot(r, w), moments.first)), plus(times(residual, r), times(ridge, w)));
        double[] forR = minus(times(penalty, r), times(residual, w));
        double[] both = Arrays.copyOf(forW, 2 * d);
        System.arraycopy(forR, 0, both, d, d);
        return both;
    }

    /** The derivative of the operator at z, by rows. */
    private double[][] jacobian(Moments moments, double[] z) {
        int d = z.length / 2;
        double[] w = Arrays.copyOfRange(z, 0, d);
        double[] r = Arrays.copyOfRange(z, d, 2 * d);
        double residual = moments.residual(w, r);
        double[][] matrix = new double[2 * d][2 * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double shifted = moments.first[j] + r[j];
                double own = i == j ? 1 : 0;
                matrix[i][j] = moments.second[i][j] + moments.first[i] * r[j] + r[i] * shifted + own * ridge;
                matrix[i][d + j] = (moments.first[i] + r[i]) * w[j] + own * residual;
                matrix[d + i][j] = -w[i] * shifted - own * residual;
                matrix[d + i][d + j] = own * penalty - w[i] * w[j];
            }
        }
        return matrix;
    }

    /** By Newton's method from the solution without a shift. */
    private double[] solve(Moments all) {
        int d = all.first.length;
        double[][] ridged = new double[d][];
        for (int i = 0; i < d; i++) {
            ridged[i] = all.second[i].clone();
            ridged[i][i] += ridge;
        }
        double[] z = Arrays.copyOf(LinearSystem.solve(ridged, all.cross), 2 * d);
        for (int step = 0; step < NEWTON_STEPS && norm(operator(all, z)) > EXACT * norm(z); step++) {
            z = minus(z, LinearSystem.solve(jacobian(all, z), operator(all, z)));
        }
        double[] w = Arrays.copyOf(z, d);
        if (!(norm(operator(all, z)) <= 10 * EXACT * norm(z)) || dot(w, w) >= penalty) {
            throw new ArithmeticException("no saddle point is found: the penalty is too small for these data");
        }
        return z;
    }

    /** The largest spectral norm of the derivative of a node's operator at the solution: the step size's scale. */
    public double lipschitz() {
        List<Double> norms = new ArrayList<>();
        for (Moments moments : nodes) {
            norms.add(LinearSystem.spectralNorm(jacobian(moments, solution)));
        }
        return norms.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    @Override
    public int nodes() {
        return nodes.length;
    }

    @Override
    public int batches() {
        return batches[0].length;
    }

    @Override
    public int dimension() {
        return solution.length;
    }

    @Override
    public double[] gradient(int node, double[] x) {
        return operator(nodes[node], x);
    }

    @Override
    public double[] gradient(int node, int batch, double[] x) {
        return operator(batches[node][batch], x);
    }

    @Override
    public double[] solution() {
        return solution;
    }
}
