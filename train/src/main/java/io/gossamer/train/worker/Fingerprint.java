package io.gossamer.train.worker;

import io.gossamer.core.state.StateHash;
import io.gossamer.core.state.Stateful;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 64 bits of a SHA-256: enough to see that workers hold the same. */
final class Fingerprint {
    private Fingerprint() {}

    static long of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    static long of(Stateful state) {
        return Long.parseUnsignedLong(StateHash.of(state).substring(0, 16), 16);
    }
}
