package io.gossamer.net.identity;

import io.gossamer.net.world.Connection;
import java.util.Optional;

/** A connection whose other end has proved who it is. */
public interface Identified {
    /** Who the other end is. */
    NodeId peer();

    /** Who the other end of any connection is, if it has proved that. */
    static Optional<NodeId> peerOf(Connection connection) {
        return connection instanceof Identified identified ? Optional.of(identified.peer()) : Optional.empty();
    }
}
