package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;

/**
 * Find x where the mean over the nodes of F_i(x) is zero. Of a minimisation F_i is the gradient of node i's function; of
 * a saddle point min over u, max over v of g_i(u, v) it is (grad_u g_i, -grad_v g_i) at x = (u, v).
 */
public interface Problem {
    int nodes();

    int dimension();

    /** F_i(x), or an unbiased estimate of it. */
    double[] gradient(int node, double[] x);

    /** Where the mean of the exact F_i is zero. */
    double[] solution();

    /** F_i(x) of all nodes, in their order. */
    default double[][] gradients(double[] x) {
        double[][] all = new double[nodes()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = gradient(i, x);
        }
        return all;
    }

    /** The mean of F_i(x) over the nodes. */
    default double[] meanGradient(double[] x) {
        return mean(gradients(x));
    }

    /** Distance of {@code x} from the solution in norms of the solution; infinite if {@code x} is no longer finite. */
    default double relativeError(double[] x) {
        double error = norm(minus(x, solution())) / norm(solution());
        return Double.isFinite(error) ? error : Double.POSITIVE_INFINITY;
    }
}
