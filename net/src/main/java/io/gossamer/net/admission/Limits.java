package io.gossamer.net.admission;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;

/**
 * What a node puts up with at most.
 *
 * @param handshakes how many may be under way at once at one listener; who comes then waits in the system's queue
 * @param handshakeTime how long one may take, however busily it sends
 * @param connections how many others may have opened in all
 * @param connectionsPerPeer how many one node may have opened
 * @param attempts how many connections a host may open in a burst
 * @param attemptsPerSecond how many it may open in the long run
 */
public record Limits(
        int handshakes,
        Duration handshakeTime,
        int connections,
        int connectionsPerPeer,
        int attempts,
        double attemptsPerSecond) {
    /** Enough for some hundred workers that all start at the same moment on one machine, and keep it busy. */
    public static final Limits DEFAULT = new Limits(64, Duration.ofSeconds(15), 4096, 64, 1024, 64);

    public Limits {
        if (handshakes < 1
                || !handshakeTime.isPositive()
                || connections < 1
                || connectionsPerPeer < 1
                || attempts < 1
                || !(attemptsPerSecond > 0)) {
            throw new GossamerException("Limits that let nobody in", "Every limit must be above zero.");
        }
    }
}
