package io.gossamer.net.raft;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import java.time.Duration;

/**
 * How patient replicas are. A follower that hears nothing from a leader for a time drawn anew each time from {@code
 * electionTimeout} up to twice that stands for election; a leader that hears from no majority for twice that steps down.
 *
 * @param heartbeat how often a leader gives a sign of life
 * @param electionTimeout several times as long, and several times a round trip between replicas
 */
public record Timing(Duration heartbeat, Duration electionTimeout) {
    /** For replicas anywhere on the internet. */
    public static final Timing DEFAULT = new Timing(Duration.ofMillis(200), Duration.ofSeconds(1));

    public Timing {
        if (!heartbeat.isPositive() || electionTimeout.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new GossamerException(
                    "Heartbeats every " + heartbeat + " and an election timeout of " + electionTimeout,
                    "Let the timeout be at least two heartbeats long.");
        }
    }

    /** After so much silence of the leader, every follower has stood for election. */
    public Duration longest() {
        return electionTimeout.multipliedBy(2);
    }

    long draw(RandomStream random) {
        return (long) (electionTimeout.toNanos() * (1 + random.nextDouble()));
    }
}
