package io.gossamer.train.simulate;

import java.io.IOException;

/** How an operation goes over the lines of a fleet. */
interface Way {
    /** The name of the algorithm. */
    String label();

    /**
     * One node's part. Sends come as early as they can, so nodes never wait for each other in a circle, as long as lines
     * take what is sent.
     */
    void go(int node, Moves moves) throws IOException, InterruptedException;
}
