package io.gossamer.net.identity;

import io.gossamer.core.failure.GossamerException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;

/**
 * A node's name: the SHA-256 of its public key's SubjectPublicKeyInfo (RFC 8410), written as 52 characters of base32
 * (RFC 4648, lower case, no padding).
 */
public record NodeId(String text) implements Comparable<NodeId> {
    private static final int HASH_BITS = 256;
    private static final int SHORT_CHARACTERS = 8;
    private static final String FORM = "[a-z2-7]{51}[aq]";

    public NodeId {
        if (!text.matches(FORM)) {
            throw new GossamerException(
                    "'" + shortened(text) + "' is no node id", "A node id is 52 characters of a-z and 2-7.");
        }
    }

    /** The id of whoever holds the private half of {@code key}. */
    public static NodeId of(PublicKey key) {
        try {
            return new NodeId(base32(MessageDigest.getInstance("SHA-256").digest(key.getEncoded())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Five bits a character, the first bit first. */
    private static String base32(byte[] hash) {
        StringBuilder out = new StringBuilder();
        for (int bit = 0; bit < HASH_BITS; bit += 5) {
            int high = Byte.toUnsignedInt(hash[bit / 8]);
            int low = bit / 8 + 1 < hash.length ? Byte.toUnsignedInt(hash[bit / 8 + 1]) : 0;
            int digit = ((high << 8 | low) >> (11 - bit % 8)) & 31;
            out.append("abcdefghijklmnopqrstuvwxyz234567".charAt(digit));
        }
        return out.toString();
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    /** Enough of it for a message to people, 40 bits: never to decide by. */
    public String brief() {
        return text.substring(0, SHORT_CHARACTERS);
    }

    @Override
    public int compareTo(NodeId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
