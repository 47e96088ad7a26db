package io.gossamer.train.worker;

import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.AllowList;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.world.World;
import java.util.List;
import java.util.Optional;

/**
 * What a worker proves itself by to the others, and whom it speaks with. It reaches a worker by its standard input alone,
 * and ends with the run.
 *
 * @param key as PKCS#8 in PEM
 * @param known ids of the workers and the launcher; empty if others come by invitation, whom the coordinator answers for
 * @param host id of the coordinator
 */
public record Credentials(String key, Optional<List<String>> known, String host) {
    public Credentials {
        known = known.map(List::copyOf);
    }

    /** For the holder of {@code key} among the holders of {@code keys}. */
    public static Credentials among(List<NodeKey> keys, NodeKey key, NodeId host) {
        List<String> known = keys.stream().map(each -> each.id().text()).toList();
        return new Credentials(key.pem(), Optional.of(known), host.text());
    }

    /** For the holder of {@code key} among whoever the coordinator lets in. */
    public static Credentials amongInvited(NodeKey key, NodeId host) {
        return new Credentials(key.pem(), Optional.empty(), host.text());
    }

    /** The world as the holder sees it, in which all talk is TLS. */
    public SecureWorld secure(World below) {
        Admission admission = known.<Admission>map(
                        ids -> new AllowList(ids.stream().map(NodeId::new).toList()))
                .orElseGet(Admission::anybody);
        return new SecureWorld(below, NodeKey.parse(key), admission);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Credentials[" + known.map(ids -> ids.size() + " nodes").orElse("whoever is invited") + "]";
    }
}
