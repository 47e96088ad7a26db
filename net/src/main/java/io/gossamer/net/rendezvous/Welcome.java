package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The coordinator's answer once all are there.
 *
 * @param rank the receiver's
 * @param session known to the members of this run alone
 * @param addresses by rank
 */
record Welcome(int rank, byte[] session, List<Address> addresses) {
    static final int MOST_WORKERS = 200;

    /** Who a rank is and where it waits for its peers. */
    record Address(String name, Endpoint endpoint) {
        static final int MOST_BYTES = 2 * Fields.MOST_TEXT_BYTES + Integer.BYTES;

        void put(ByteBuffer out) {
            Fields.putText(out, name);
            Fields.putText(out, endpoint.host());
            out.putInt(endpoint.port());
        }

        static Address get(ByteBuffer in) throws ProtocolException {
            return new Address(Fields.getText(in), Fields.endpoint(Fields.getText(in), in.getInt()));
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
