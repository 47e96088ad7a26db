package io.gossamer.net.collective;

import io.gossamer.core.failure.GossamerException;

/** A peer died, hung past the timeout, or broke the protocol. */
public final class PeerFailureException extends GossamerException {
    /** The rank that stands for the coordinator. */
    public static final int COORDINATOR = -1;

    private final int rank;

    public PeerFailureException(int rank, String message, String hint, Throwable cause) {
        super(message, hint, cause);
        this.rank = rank;
    }

    /** The rank of the peer that is to blame, or {@link #COORDINATOR}. */
    public int rank() {
        return rank;
    }
}
