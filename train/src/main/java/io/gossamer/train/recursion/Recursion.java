package io.gossamer.train.recursion;

/** A published method as a recursion over all nodes at once. */
public interface Recursion {
    /** One iteration of all nodes and the server. */
    void step();

    /** The server's iterate. The recursion never changes an array that it has handed out. */
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
