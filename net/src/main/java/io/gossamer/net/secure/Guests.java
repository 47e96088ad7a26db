package io.gossamer.net.secure;

import io.gossamer.net.admission.Limits;
import io.gossamer.net.identity.NodeId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The connections of a world that stand, and how many of those that others opened it bears. In the order in which they
 * came, so that a simulation closes them in that order.
 */
final class Guests {
    private final Limits limits;
    private final Set<SecureConnection> accepted = new LinkedHashSet<>();
    private final Set<SecureConnection> dialled = new LinkedHashSet<>();

    Guests(Limits limits) {
        this.limits = limits;
    }

    synchronized void addDialled(SecureConnection connection) {
        dialled.add(connection);
    }

    /** Takes in a connection that was accepted, or says why not. */
    synchronized Optional<String> admit(SecureConnection connection) {
        if (accepted.size() >= limits.connections()) {
            return Optional.of("there are " + accepted.size() + " connections already");
        }
        NodeId peer = connection.peer();
        long ofPeer =
                accepted.stream().filter(other -> other.peer().equals(peer)).count();
        if (ofPeer >= limits.connectionsPerPeer()) {
            return Optional.of("node " + peer.brief() + " has " + ofPeer + " connections already");
        }
        accepted.add(connection);
        return Optional.empty();
    }

    synchronized void forget(SecureConnection connection) {
        accepted.remove(connection);
        dialled.remove(connection);
    }

    synchronized List<SecureConnection> all() {
        return Stream.concat(accepted.stream(), dialled.stream()).toList();
    }
}
