package io.gossamer.net.rendezvous;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** By what a member of a group that lives on is known again, on whatever line it comes: its own secret, 16 bytes. */
record MemberKey(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    static MemberKey fresh() {
        SecureRandom random = new SecureRandom();
        return new MemberKey(random.nextLong(), random.nextLong());
    }

    void put(ByteBuffer out) {
        out.putLong(high).putLong(low);
    }

    static MemberKey get(ByteBuffer in) {
        return new MemberKey(in.getLong(), in.getLong());
    }

    /** A secret is not printed. */
    @Override
    public String toString() {
        return "a member's key";
    }
}
