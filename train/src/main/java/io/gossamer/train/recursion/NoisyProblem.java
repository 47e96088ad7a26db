package io.gossamer.train.recursion;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/**
 * A problem whose gradients carry independent normal noise in every coordinate. A node's noise depends on the seed and on
 * how often the node was asked, so methods that ask alike meet the same noise.
 */
public final class NoisyProblem implements Problem {
    private final Problem exact;
    private final double deviation;
    private final RandomStream[] noise;

    /** @param deviation standard deviation of the noise in each coordinate */
    public NoisyProblem(Problem exact, double deviation, long seed) {
        this.exact = exact;
        this.deviation = deviation;
        this.noise = new RandomStream[exact.nodes()];
        for (int node = 0; node < noise.length; node++) {
            noise[node] = RandomStream.of(seed, Purpose.DATA_GENERATION, node, 0, 2);
        }
    }

    @Override
    public int nodes() {
        return exact.nodes();
    }

    @Override
    public int dimension() {
        return exact.dimension();
    }

    @Override
    public double[] gradient(int node, double[] x) {
        double[] gradient = exact.gradient(node, x);
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] += deviation * noise[node].nextNormal();
        }
        return gradient;
    }

    @Override
    public double[] solution() {
        return exact.solution();
    }
}
