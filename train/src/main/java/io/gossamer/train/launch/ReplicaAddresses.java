package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where the replicas of a coordinator are to listen: each must know it of all others before it starts. */
final class ReplicaAddresses {
    private static final int LARGEST_PORT = 65535;
    /** Somebody else may take a port between its choice and its use. */
    private static final int MOST_CHOICES = 5;

    private ReplicaAddresses() {}

    /** @throws GossamerException if there are not so many ports from the first one on */
    static void requireRoom(Endpoint first, int count) {
        if (first.port() + count - 1 > LARGEST_PORT) {
            throw new GossamerException(
                    count + " coordinators from " + first + " on have no ports",
                    "Name a port of at most " + (LARGEST_PORT - count + 1) + " after --listen.");
        }
    }

    /**
     * One set of addresses, and others to be tried if these do not serve.
     *
     * @param first of the first replica; the others follow it port by port. If the port is 0, all are free ones.
     */
    static Iterator<List<Endpoint>> from(Endpoint first, int count, World world) {
        return first.port() == 0
                ? Stream.generate(() -> free(first.host(), count, world))
                        .limit(MOST_CHOICES)
                        .iterator()
                : List.of(consecutive(first, count)).iterator();
    }

    private static List<Endpoint> consecutive(Endpoint first, int count) {
        return IntStream.range(0, count)
                .mapToObj(replica -> new Endpoint(first.host(), first.port() + replica))
                .toList();
    }

    private static List<Endpoint> free(String host, int count, World world) {
        List<Listener> holding = new ArrayList<>();
        try {
            // All are held until the last is found, so that no two are the same.
            for (int replica = 0; replica < count; replica++) {
                holding.add(world.listen(new Endpoint(host, 0)));
            }
            return holding.stream().map(Listener::endpoint).toList();
        } catch (IOException cannotListen) {
            throw new GossamerException(
                    "Coordinators cannot listen at " + host + ": " + cannotListen.getMessage(),
                    "Check that local connections are allowed.",
                    cannotListen);
        } finally {
            holding.forEach(Listener::close);
        }
    }
}
