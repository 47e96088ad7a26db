package io.gossamer.train.arrival;

/** With which weight a contribution enters an aggregation. All clients are of the same importance p_i = 1 / M. */
public enum Weighing {
    /**
     * d_i = p_i times the windows between two deliveries of the client, so that the mean weight over all windows is p_i and
     * the fixed point the optimum of the federation.
     */
    UNBIASED,

    /** 1 over the contributors of the window. The fixed point then leans towards those that deliver often. */
    IDENTICAL
}
