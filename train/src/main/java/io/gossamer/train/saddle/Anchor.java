package io.gossamer.train.saddle;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/**
 * When and where the anchor w of MASHA moves.
 *
 * @param refreshProbability 1 - tau, in (0, 1]; tau is also the weight of z against w
 * @param batches of F_m(w); 0 for all of a node's data
 * @param previous whether w becomes the iterate before the step instead of the one after it
 */
public record Anchor(double refreshProbability, int batches, boolean previous) {
    private static final int EVERY_NODE = -1;

    double tau() {
        return 1 - refreshProbability;
    }

    /** Whether it moves after a step; the same for everybody who knows the seed. */
    boolean moves(long seed, long step) {
        return RandomStream.of(seed, Purpose.REFRESH, EVERY_NODE, step, 0).nextDouble() < refreshProbability;
    }
}
