package io.gossamer.train.launch;

import io.gossamer.net.admission.Invitation;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.worker.Credentials;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator of somebody else's run, who sent an invitation.
 *
 * @param coordinator where it is; if it has replicas, each of them knows the others
 */
record ForeignVenue(Endpoint coordinator, Invitation invitation) implements Venue {
    @Override
    public List<Endpoint> coordinators() {
        return List.of(coordinator);
    }

    @Override
    public String token() {
        return invitation.token();
    }

    @Override
    public Optional<Credentials> credentials(int worker) {
        return Optional.of(Credentials.amongInvited(NodeKey.create(), invitation.host()));
    }

    @Override
    public void close() {
        // Nothing of it is ours.
    }
}
