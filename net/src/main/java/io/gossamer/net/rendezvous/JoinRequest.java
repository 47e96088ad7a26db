package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.shape.PairRates;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a worker wants to take part.
 *
 * @param token the run's
 * @param rank a rank to insist on, or empty for any
 * @param name of this process, for the messages of others, as {@code pid 4711 on host}
 * @param timeout how long the coordinator or a peer may give no sign of life, then and later
 * @param rates caps of single pairs
 * @param host the one node to show the token to; any if empty
 */
public record JoinRequest(
        String token, OptionalInt rank, String name, Duration timeout, PairRates rates, Optional<NodeId> host) {
    /** How long a silent peer is waited for unless somebody says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public JoinRequest {
        Invitations.requireToken(token);
    }

    /** By a token that may be shown to whoever answers. */
    public JoinRequest(String token, OptionalInt rank, String name, Duration timeout, PairRates rates) {
        this(token, rank, name, timeout, rates, Optional.empty());
    }

    /** To nobody but this node. */
    public JoinRequest at(NodeId only) {
        return new JoinRequest(token, rank, name, timeout, rates, Optional.of(only));
    }
}
