package io.gossamer.net.world;

import io.gossamer.core.failure.GossamerException;

/** Where a node can be reached, as {@code host:port}. */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isBlank() || port < 0 || port > 65535) {
            throw new GossamerException("'" + host + ":" + port + "' is no address", "Write it as host:port.");
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
