package io.gossamer.train.recursion;

/** A problem in which every node's operator is a mean over its batches: F_i(x) = (1/r) sum over j of F_ij(x). */
public interface FiniteSum extends Problem {
    /** r, the same on all nodes. */
    int batches();

    /** F_ij(x). */
    double[] gradient(int node, int batch, double[] x);
}
