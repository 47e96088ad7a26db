package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator's answer once all are there.
 *
 * @param rank the receiver's
 * @param session known to the members of this run alone
 * @param addresses by rank
 */
record Welcome(int rank, byte[] session, List<Address> addresses) {
    static final int MOST_WORKERS = 200;

    /**
     * Who somebody is and where it waits for its peers.
     *
     * @param id the node that it has proved to be to the coordinator, where nodes prove that
     */
    record Address(String name, Endpoint endpoint, Optional<NodeId> id) {
        static final int MOST_BYTES = 3 * Fields.MOST_TEXT_BYTES + Integer.BYTES;

        /** That of whoever is at the other end of a line: others meet it at the host that the line comes from. */
        static Address of(String name, Connection line, int port) {
            return new Address(name, new Endpoint(line.remote().host(), port), Identified.peerOf(line));
        }

        Address named(String other) {
            return new Address(other, endpoint, id);
        }

        /** Makes sure that the node at the other end of a line is the one that the coordinator knows by this address. */
        void requireAt(Connection line) throws ProtocolException {
            if (id.isPresent() && !Identified.peerOf(line).equals(id)) {
                throw new ProtocolException("it is not node " + id.get().brief() + ", which " + name + " is");
            }
        }

        void put(ByteBuffer out) {
            Fields.putText(out, name);
            Fields.putText(out, endpoint.host());
            out.putInt(endpoint.port());
            Fields.putText(out, id.map(NodeId::text).orElse(""));
        }

        static Address get(ByteBuffer in) throws ProtocolException {
            return new Address(
                    Fields.getText(in), Fields.endpoint(Fields.getText(in), in.getInt()), Fields.getNodeId(in));
        }
    }

    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        out.putInt(rank).putInt(addresses.size()).put(session);
        for (Address address : addresses) {
            address.put(out);
        }
        return Fields.finish(out);
    }

    static Welcome decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            int rank = in.getInt();
            int size = in.getInt();
            if (size < 1 || size > MOST_WORKERS || rank < 0 || rank >= size) {
                throw new ProtocolException("rank " + rank + " of " + size + " is out of range");
            }
            byte[] session = Fields.getSession(in);
            List<Address> addresses = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                addresses.add(Address.get(in));
            }
            return new Welcome(rank, session, addresses);
        });
    }
}
