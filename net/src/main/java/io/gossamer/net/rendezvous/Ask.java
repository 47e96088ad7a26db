package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * What somebody says who is invited and wants to know, before it comes in, what the group is for.
 *
 * @param token that it was invited with
 */
record Ask(String token) {
    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        Fields.putPreamble(out);
        Fields.putText(out, token);
        return Fields.finish(out);
    }

    static Ask decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            Fields.checkPreamble(in);
            return new Ask(Fields.getText(in));
        });
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Ask";
    }
}
