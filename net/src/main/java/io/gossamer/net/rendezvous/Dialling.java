package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Calls that lead to a coordinator, or to nobody: what is said on them is a secret. */
final class Dialling {
    private Dialling() {}

    /**
     * Calls a coordinator.
     *
     * @param host the one node that it must prove to be; any if empty
     * @throws HandshakeException if another node is there
     */
    static Connection dial(World world, Endpoint endpoint, Duration patience, Optional<NodeId> host)
            throws IOException, InterruptedException {
        Connection connection = world.connect(endpoint, patience);
        Optional<NodeId> other = Identified.peerOf(connection);
        if (host.isPresent() && !other.equals(host)) {
            connection.close();
            String who = other.map(id -> "node " + id.brief()).orElse("a node that does not prove who it is");
            throw new HandshakeException(
                    who + " is there, not node " + host.get().brief() + " of the invitation", other.orElse(null));
        }
        return connection;
    }
}
