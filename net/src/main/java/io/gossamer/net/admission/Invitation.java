package io.gossamer.net.admission;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.identity.NodeId;

/**
 * What somebody who is to join is given, over a way that is trusted.
 *
 * @param token to be shown to the host
 * @param host whom to show it to, and nobody else
 */
public record Invitation(String token, NodeId host) {
    /**
     * Reads {@code TOKEN@ID}.
     *
     * @throws GossamerException if it is not of that form
     */
    public static Invitation parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            throw new GossamerException("This is no invitation", "Copy the whole text of the form TOKEN@ID.");
        }
        return new Invitation(text.substring(0, at), new NodeId(text.substring(at + 1)));
    }

    /** The whole text, for whoever is invited. */
    public String text() {
        return token + "@" + host;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Invitation[" + host.brief() + "]";
    }
}
