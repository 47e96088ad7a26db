package io.gossamer.train.recursion.descent;

import io.gossamer.train.recursion.Problem;

/** Where the estimates h_i of the nodes' gradients begin. */
public enum FirstEstimate {
    /** At g_i(x_0), sent once in full. */
    GRADIENT,
    /** At zero: nothing is sent uncompressed ("compressedInit"). */
    ZERO;

    double[][] of(Problem problem, double[] start) {
        return this == GRADIENT ? problem.gradients(start) : new double[problem.nodes()][problem.dimension()];
    }

    int bytes(int dimension) {
        return this == GRADIENT ? Float.BYTES * dimension : 0;
    }
}
