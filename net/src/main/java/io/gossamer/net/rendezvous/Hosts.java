package io.gossamer.net.rendezvous;

import java.util.List;

/** What the name of a host tells. */
final class Hosts {
    private static final List<String> LOOPBACK = List.of("localhost", "::1", "0:0:0:0:0:0:0:1");

    private Hosts() {}

    /** Whether only processes of the same machine can reach it. */
    static boolean isLoopback(String host) {
        return host.startsWith("127.") || LOOPBACK.contains(host);
    }
}
