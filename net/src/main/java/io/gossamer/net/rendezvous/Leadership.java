package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.raft.Raft;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A replica's answer to who comes in or back.
 *
 * @param own the replica's number
 * @param leader the number of the one that leads, or {@link Raft#NOBODY} if none does, or it is not known
 * @param replicas where each of them is found; none if there is only the one that answers
 */
record Leadership(int own, int leader, List<Endpoint> replicas) {
    Leadership {
        replicas = List.copyOf(replicas);
    }

    /** Whether who answers is who leads. */
    boolean here() {
        return leader == own;
    }

    /** Where the one that leads is found. */
    Optional<Endpoint> endpoint() {
        return leader < 0 || leader >= replicas.size() ? Optional.empty() : Optional.of(replicas.get(leader));
    }

    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        out.putInt(own).putInt(leader).putInt(replicas.size());
        for (Endpoint replica : replicas) {
            Fields.putText(out, replica.host());
            out.putInt(replica.port());
        }
        return Fields.finish(out);
    }

    static Leadership decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            int own = in.getInt();
            int leader = in.getInt();
            int size = in.getInt();
            if (own < 0 || leader < Raft.NOBODY || size < 0 || size > ReplicaSet.MOST) {
                throw new ProtocolException("replica " + own + " says that " + leader + " of " + size + " leads");
            }
            List<Endpoint> replicas = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                replicas.add(Fields.endpoint(Fields.getText(in), in.getInt()));
            }
            return new Leadership(own, leader, replicas);
        });
    }
}
