package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * What a member says at the beginning of every line to a coordinator of its views, the first time and whenever it comes
 * back.
 *
 * @param port where it waits for other members
 * @param heard up to which letter it has heard the coordinator; 0 if it has heard nothing
 * @param token of the run
 * @param name of its process
 */
record Enter(MemberKey key, int port, long heard, String token, String name) {
    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        Fields.putPreamble(out);
        key.put(out);
        out.putInt(port).putLong(heard);
        Fields.putText(out, token);
        Fields.putText(out, name);
        return Fields.finish(out);
    }

    static Enter decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            Fields.checkPreamble(in);
            Enter enter =
                    new Enter(MemberKey.get(in), in.getInt(), in.getLong(), Fields.getText(in), Fields.getText(in));
            if (enter.port < 1 || enter.port > 65535 || enter.heard < 0) {
                throw new ProtocolException("port " + enter.port + " or letter " + enter.heard + " is out of range");
            }
            return enter;
        });
    }
}
