package io.gossamer.train.recursion;

/**
 * A published method as a recursion over all nodes at once. Arrays that it shows are live: a step puts new vectors into
 * them, and never changes a vector in place.
 */
public interface Recursion {
    /** One iteration of all nodes and the server. */
    void step();

    /** The server's iterate. */
    double[] iterate();

    /**
     * Bytes that a node has sent up so far, mean over the nodes: float32 values, indices of four bytes, seeds of eight
     * instead of indices where nodes can redraw them.
     */
    double uplinkBytes();

    /** Steps {@code count} times. */
    default void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }
}
