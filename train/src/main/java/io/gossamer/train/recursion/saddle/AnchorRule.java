package io.gossamer.train.recursion.saddle;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.function.LongPredicate;

/**
 * How strongly the anchor w pulls and when it moves.
 *
 * @param tau weight of z against w, in [0, 1)
 * @param refresh b: whether the anchor moves after iteration k, counted from 0; one bit for all nodes
 * @param previous whether it moves to the iterate before that iteration instead of the one after it
 */
public record AnchorRule(double tau, LongPredicate refresh, boolean previous) {
    /** Moves with probability 1 - tau. */
    public static AnchorRule random(double tau, long seed) {
        return new AnchorRule(
                tau, k -> RandomStream.of(seed, Purpose.CODEC, -1, k, 2).nextDouble() >= tau, false);
    }

    /** The variant w = z. */
    public AnchorRule toPrevious() {
        return new AnchorRule(tau, refresh, true);
    }
}
