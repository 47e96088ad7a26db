package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.raft.Storage;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.world.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * Which replicas a coordinator has, and which of them this is. A run keeps the set that it began with. Three outlive the
 * loss of one, five that of two.
 *
 * @param own which of them this is, from 0
 * @param endpoints where each of them listens, for members and for the others
 * @param secret known to replicas alone; who knows it can break all that the group agrees on
 * @param storage where this replica keeps what it must not forget
 * @param seed of the moments at which replicas stand for election
 * @param node what each of them proves to be, where nodes prove who they are: one for all, so that who is invited knows it;
 *     empty elsewhere
 */
public record ReplicaSet(
        int own,
        List<Endpoint> endpoints,
        String secret,
        Storage storage,
        Timing timing,
        long seed,
        Optional<NodeId> node) {
    /** No set has more. */
    public static final int MOST = 9;

    public ReplicaSet {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() || endpoints.size() > MOST) {
            throw new GossamerException(
                    "A coordinator with " + endpoints.size() + " replicas", "Use 1, 3 or 5, at most " + MOST + ".");
        }
        if (own < 0 || own >= endpoints.size()) {
            throw new GossamerException("Replica " + own + " of " + endpoints.size(), "Replicas are numbered from 0.");
        }
        if (endpoints.size() > 1) {
            Invitations.requireToken(secret);
        }
    }

    /** Where replicas do not prove who they are. */
    public ReplicaSet(int own, List<Endpoint> endpoints, String secret, Storage storage, Timing timing, long seed) {
        this(own, endpoints, secret, storage, timing, seed, Optional.empty());
    }

    /** The same, where each replica is this node. */
    public ReplicaSet withNode(NodeId all) {
        return new ReplicaSet(own, endpoints, secret, storage, timing, seed, Optional.of(all));
    }

    /** One coordinator without others, which keeps all in memory; the run ends with it. */
    public static ReplicaSet alone(Endpoint endpoint) {
        return new ReplicaSet(0, List.of(endpoint), "", Storage.inMemory(), Timing.DEFAULT, 0);
    }

    int size() {
        return endpoints.size();
    }

    Endpoint ownEndpoint() {
        return endpoints.get(own);
    }

    /** What who comes in or back is told. */
    Leadership leadership(int leader) {
        return new Leadership(own, leader, size() == 1 ? List.of() : endpoints);
    }

    /** A secret is not printed. */
    @Override
    public String toString() {
        return "replica " + own + " of " + endpoints;
    }
}
