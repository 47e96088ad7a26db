package io.gossamer.net.admission;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.World;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that open a door, as their hashes. Comparing takes the same time whichever token is shown and however much
 * of it is right.
 */
public final class Invitations {
    /** For a token that any number of nodes may use. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int TOKEN_BYTES = 16;
    private static final int LONGEST_TOKEN = 256;
    private static final int MOST = 10_000;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final World world;
    private final SecureRandom random;
    private final List<Issued> all = new ArrayList<>();

    public Invitations(World world) {
        this(world, new SecureRandom());
    }

    /** Draws tokens from {@code random}. */
    public Invitations(World world, SecureRandom random) {
        this.world = world;
        this.random = random;
    }

    /**
     * A door that one token opens for as long as it stands, to any number of nodes.
     *
     * @throws GossamerException if the token is empty or too long
     */
    public static Invitations standing(World world, String token) {
        Invitations invitations = new Invitations(world);
        invitations.add(requireToken(token), FOR_EVER, UNLIMITED);
        return invitations;
    }

    /**
     * A new token. It is shown this once and not kept.
     *
     * @param validity how long it opens the door
     * @param uses how many nodes it lets in
     * @throws GossamerException if too many are open already
     */
    public String issue(Duration validity, int uses) {
        String token = token(random);
        add(token, validity, uses);
        return token;
    }

    /** A new token for doors that are elsewhere: 128 random bits, as text. */
    public static String token(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private synchronized void add(String token, Duration validity, int uses) {
        long now = world.nanoTime();
        if (all.size() >= MOST) {
            all.removeIf(issued -> issued.objection(now).isPresent());
        }
        if (all.size() >= MOST) {
            throw new GossamerException(MOST + " invitations are open", "Let old ones expire before giving more.");
        }
        all.add(new Issued(hash(token), now + validity.toNanos(), uses));
    }

    /** Why {@code token} does not open the door; empty if it does. */
    public synchronized Optional<String> objection(String token) {
        return find(token)
                .map(issued -> issued.objection(world.nanoTime()))
                .orElseGet(() -> Optional.of("the token is wrong"));
    }

    /** Like {@link #objection}; if there is none, the token has one use less. */
    public synchronized Optional<String> redeem(String token) {
        Optional<String> objection = objection(token);
        if (objection.isEmpty()) {
            find(token).ifPresent(Issued::use);
        }
        return objection;
    }

    /** Looks at all of them, whichever fits. */
    private Optional<Issued> find(String token) {
        byte[] hash = hash(token);
        Issued found = null;
        for (Issued issued : all) {
            found = MessageDigest.isEqual(issued.hash, hash) ? issued : found;
        }
        return Optional.ofNullable(found);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * A token must arrive as it is, in a field of 256 bytes.
     *
     * @throws GossamerException if it is empty or longer
     */
    public static String requireToken(String token) {
        int length = token.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_TOKEN) {
            throw new GossamerException("A token of " + length + " bytes", "Use 1 to " + LONGEST_TOKEN + " bytes.");
        }
        return token;
    }

    private static final class Issued {
        private final byte[] hash;
        private final long expires;
        private int left;

        Issued(byte[] hash, long expires, int uses) {
            this.hash = hash;
            this.expires = expires;
            this.left = uses;
        }

        Optional<String> objection(long now) {
            if (expires - now <= 0) {
                return Optional.of("the token has expired");
            }
            return left > 0 ? Optional.empty() : Optional.of("the token has been used");
        }

        void use() {
            left = left == UNLIMITED ? UNLIMITED : left - 1;
        }
    }
}
