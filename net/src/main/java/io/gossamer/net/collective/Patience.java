package io.gossamer.net.collective;

import java.time.Duration;

/**
 * How long a node waits for a sign of life from a peer before it blames somebody. First it only waits; then it tells the
 * others whom it waits for and listens whether the one it waits for is itself waiting, so that the blame reaches the
 * node that hangs and not one that hangs on it.
 */
record Patience(Duration first, Duration grace) {
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** Splits {@code timeout}; both together are as long as it. */
    static Patience of(Duration timeout) {
        Duration third = timeout.dividedBy(3);
        Duration grace = third.compareTo(LONGEST_GRACE) < 0 ? third : LONGEST_GRACE;
        return new Patience(timeout.minus(grace), grace);
    }

    Duration whole() {
        return first.plus(grace);
    }
}
