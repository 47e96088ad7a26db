package io.gossamer.train.worker;

import io.gossamer.net.admission.AllowList;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.world.World;
import java.util.List;

/**
 * What a worker proves itself by to the others, and whom it lets in. It reaches a worker by its standard input alone,
 * and ends with the run.
 *
 * @param key as PKCS#8 in PEM
 * @param known ids of the workers and the launcher
 */
public record Credentials(String key, List<String> known) {
    public Credentials {
        known = List.copyOf(known);
    }

    /** For the holder of {@code key} among the holders of {@code keys}. */
    public static Credentials of(NodeKey key, List<NodeKey> keys) {
        return new Credentials(
                key.pem(), keys.stream().map(known -> known.id().text()).toList());
    }

    /** The world as the holder sees it, in which all talk is TLS. */
    public SecureWorld secure(World below) {
        AllowList list = new AllowList(known.stream().map(NodeId::new).toList());
        return new SecureWorld(below, NodeKey.parse(key), list);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Credentials[" + known.size() + " nodes]";
    }
}
