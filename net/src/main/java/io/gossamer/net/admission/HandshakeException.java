package io.gossamer.net.admission;

import io.gossamer.net.identity.NodeId;
import java.io.IOException;
import java.util.Optional;

/** One end does not want the other, or cannot speak with it; trying again changes nothing. */
public final class HandshakeException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient NodeId node;

    /** With somebody who has not proved who it is. */
    public HandshakeException(String message, Throwable cause) {
        super(message, cause);
        node = null;
    }

    /** With a node that has proved who it is. */
    public HandshakeException(String message, NodeId node) {
        super(message);
        this.node = node;
    }

    /** The other end, if it came so far as to prove who it is. */
    public Optional<NodeId> node() {
        return Optional.ofNullable(node);
    }
}
