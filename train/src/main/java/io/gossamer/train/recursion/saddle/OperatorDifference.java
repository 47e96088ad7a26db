package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.minus;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.train.recursion.FiniteSum;
import io.gossamer.train.recursion.Problem;

/** d_m, the difference of node m's operator between two points. */
public sealed interface OperatorDifference {
    Problem problem();

    /** F_m(z) - F_m(w) of iteration {@code k}, or an unbiased estimate of it. */
    double[] of(int node, long k, double[] z, double[] w);

    /** The exact difference. */
    record Full(Problem problem) implements OperatorDifference {
        @Override
        public double[] of(int node, long k, double[] z, double[] w) {
            return minus(problem.gradient(node, z), problem.gradient(node, w));
        }
    }

    /** One random batch for both points, drawn by each node for itself: VR-MASHA. */
    record OneBatch(FiniteSum problem, long seed) implements OperatorDifference {
        @Override
        public double[] of(int node, long k, double[] z, double[] w) {
            int batch = RandomStream.of(seed, Purpose.BATCH_ORDER, node, k, 0).nextInt(problem.batches());
            return minus(problem.gradient(node, batch, z), problem.gradient(node, batch, w));
        }
    }
}
