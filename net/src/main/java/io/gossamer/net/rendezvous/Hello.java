package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A worker's wish to take part.
 *
 * @param wantedRank -1 for any
 * @param port where it waits for its peers
 * @param name of its process
 */
record Hello(int wantedRank, int port, String token, String name) {
    static final int ANY_RANK = -1;

    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        Fields.putPreamble(out);
        out.putInt(wantedRank).putInt(port);
        Fields.putText(out, token);
        Fields.putText(out, name);
        return Fields.finish(out);
    }

    static Hello decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            Fields.checkPreamble(in);
            Hello hello = new Hello(in.getInt(), in.getInt(), Fields.getText(in), Fields.getText(in));
            if (hello.wantedRank < ANY_RANK || hello.port < 1 || hello.port > 65535) {
                throw new ProtocolException("rank " + hello.wantedRank + " or port " + hello.port + " is out of range");
            }
            return hello;
        });
    }
}
