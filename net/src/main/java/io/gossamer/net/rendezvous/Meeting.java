package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** What two workers tell each other on a fresh connection. */
record Meeting(byte[] session, int from, int to) {
    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        Fields.putPreamble(out);
        out.put(session).putInt(from).putInt(to);
        return Fields.finish(out);
    }

    static Meeting decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            Fields.checkPreamble(in);
            return new Meeting(Fields.getSession(in), in.getInt(), in.getInt());
        });
    }
}
