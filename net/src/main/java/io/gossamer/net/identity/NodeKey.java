package io.gossamer.net.identity;

import io.gossamer.core.failure.GossamerException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A node's secret: an Ed25519 key. Whoever holds it is that node. */
public final class NodeKey {
    private static final String ALGORITHM = "Ed25519";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final String HINT = "A node key is an Ed25519 key as PKCS#8 in PEM; make a new one.";

    private final PrivateKey secret;
    private final NodeId id;
    private final X509Certificate certificate;

    private NodeKey(KeyPair keys) throws GeneralSecurityException {
        secret = keys.getPrivate();
        id = NodeId.of(keys.getPublic());
        certificate = SelfSigned.of(keys, id);
    }

    /** A new key. */
    public static NodeKey create() {
        return create(new SecureRandom());
    }

    /** The key that follows from what {@code random} gives. */
    public static NodeKey create(SecureRandom random) {
        try {
            return new NodeKey(generate(random));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of this version has Ed25519", e);
        }
    }

    private static KeyPair generate(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(255, random);
        return generator.generateKeyPair();
    }

    /**
     * Reads what {@link #pem} wrote.
     *
     * @throws GossamerException if it is no Ed25519 key
     */
    public static NodeKey parse(String pem) {
        String text = pem.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            throw new GossamerException("This is no private key: it is not between '" + BEGIN + "' and its end", HINT);
        }
        String body = text.substring(BEGIN.length(), text.length() - END.length());
        try {
            byte[] encoded = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
            EdECPrivateKey secret = (EdECPrivateKey)
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new NodeKey(generate(new Given(secret.getBytes().orElseThrow())));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new GossamerException("This is no Ed25519 key: " + e.getMessage(), HINT, e);
        }
    }

    /** The key as PKCS#8 in PEM. A secret: it belongs in no log, no command line and no file that others can read. */
    public String pem() {
        return BEGIN + "\n" + Base64.getEncoder().encodeToString(secret.getEncoded()) + "\n" + END + "\n";
    }

    /** The name that others know this key's holder by. */
    public NodeId id() {
        return id;
    }

    public PrivateKey secret() {
        return secret;
    }

    /** What the holder presents in a handshake. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "NodeKey[" + id + "]";
    }

    /**
     * "Random" bytes that are known: a PKCS#8 file holds the 32 bytes from which RFC 8032, 5.1.5, makes both halves of
     * a key, and the platform makes them only from what it draws.
     */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
