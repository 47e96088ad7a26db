package io.gossamer.net.collective;

import io.gossamer.core.failure.GossamerException;

/** A peer died, hung past the timeout, or broke the protocol. */
public final class PeerFailureException extends GossamerException {
    private final int rank;

    public PeerFailureException(int rank, String message, String hint, Throwable cause) {
        super(message, hint, cause);
        this.rank = rank;
    }

    /** The peer's rank. */
    public int rank() {
        return rank;
    }
}
