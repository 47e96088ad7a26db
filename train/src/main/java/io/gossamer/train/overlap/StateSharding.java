package io.gossamer.train.overlap;

/**
 * What of the inner optimiser's work the members of a group share out among them. The parameters that come of it are the same
 * to the bit. Source: Rajbhandari et al., "ZeRO: memory optimizations toward training trillion parameter models", SC 2020,
 * arXiv 1910.02054, stages 1 and 2.
 */
public enum StateSharding {
    /** Nothing: each hears the whole mean gradient and takes the whole step. */
    NONE,
    /** Each hears the whole mean gradient, has the optimiser's state of its piece, and updates that; then all hear the pieces. */
    OPTIMIZER,
    /** The same, but each hears the mean gradient of its piece only. */
    GRADIENTS;

    /** By the number of the stage. */
    public static StateSharding ofStage(int stage) {
        return values()[stage];
    }
}
