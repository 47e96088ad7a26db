package io.gossamer.net.admission;

import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Endpoint;
import java.util.Optional;

/**
 * Somebody was shut out.
 *
 * @param remote where they came from
 * @param node who they are, if they came so far as to prove it
 * @param reason in words
 */
public record Refusal(Endpoint remote, Optional<NodeId> node, String reason) {
    @Override
    public String toString() {
        return remote + node.map(id -> " (node " + id.brief() + ")").orElse("") + " is shut out: " + reason;
    }
}
