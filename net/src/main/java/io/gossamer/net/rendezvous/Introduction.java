package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a replica says at the beginning of each connection to another.
 *
 * @param secret known to replicas alone
 */
record Introduction(int from, int to, String secret) {
    MemorySegment encode() {
        ByteBuffer out = Fields.writer();
        Fields.putPreamble(out);
        out.putInt(from).putInt(to);
        Fields.putText(out, secret);
        return Fields.finish(out);
    }

    static Introduction decode(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, in -> {
            Fields.checkPreamble(in);
            return new Introduction(in.getInt(), in.getInt(), Fields.getText(in));
        });
    }

    /** Whether it is another replica of {@code set} that comes to this one; takes as long however much of it is right. */
    boolean fits(ReplicaSet set) {
        byte[] theirs = secret.getBytes(StandardCharsets.UTF_8);
        byte[] ours = set.secret().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(theirs, ours) && to == set.own() && from != to && from >= 0 && from < set.size();
    }
}
