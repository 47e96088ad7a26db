package io.gossamer.net.world;

import io.gossamer.core.failure.GossamerException;

/** Where a node can be reached, as {@code host:port}. */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isBlank() || port < 0 || port > 65535) {
            throw new GossamerException("'" + host + ":" + port + "' is no address", "Write it as host:port.");
        }
    }

    /**
     * Reads {@code host:port}.
     *
     * @throws GossamerException if it is not of that form
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new GossamerException("'" + text + "' is no address", "Write it as host:port.");
        }
        return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
