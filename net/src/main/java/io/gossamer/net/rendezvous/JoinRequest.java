package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.shape.PairRates;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a worker wants to take part.
 *
 * @param token the run's
 * @param rank a rank to insist on, or empty for any
 * @param name of this process, for the messages of others, as {@code pid 4711 on host}
 * @param timeout how long the coordinator or a peer may give no sign of life, then and later
 * @param rates caps of single pairs
 */
public record JoinRequest(String token, OptionalInt rank, String name, Duration timeout, PairRates rates) {
    /** How long a silent peer is waited for unless somebody says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public JoinRequest {
        Invitations.requireToken(token);
    }
}
