package io.gossamer.net.stripe;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.LayeredWorld;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A world in which every connection is made of several of the world's below, some for each direction. All nodes of a run
 * must use it, each with a number of connections of its own: that of whoever dials counts. All else is the world's below, which stays open when
 * this one's listeners are closed.
 */
public final class StripedWorld extends LayeredWorld {
    /** Short enough for messages of a quarter MiB to use several at once. */
    private static final int STRIPE = 32 << 10;

    private final int connections;
    private final Set<Endpoint> plain;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param connections how many this node opens for each direction, 1 to 64
     * @throws GossamerException if they are too many or too few
     */
    public StripedWorld(World below, int connections) {
        this(below, connections, Set.of());
    }

    /** @param plain where nobody bundles: what leads there is one connection, as below */
    public StripedWorld(World below, int connections, Set<Endpoint> plain) {
        super(below);
        requireNumber(connections);
        this.connections = connections;
        this.plain = Set.copyOf(plain);
    }

    /** @throws GossamerException if so many cannot pass for one */
    public static void requireNumber(int connections) {
        if (connections < 1 || connections > Greeting.MOST_PER_DIRECTION) {
            throw new GossamerException(
                    connections + " connections for one", "Use 1 to " + Greeting.MOST_PER_DIRECTION + " of them.");
        }
    }

    @Override
    public Listener listen(Endpoint endpoint) throws IOException {
        StripedListener listener = new StripedListener(below, below.listen(endpoint));
        below.spawn("bundling at " + listener.endpoint(), listener::receive);
        return listener;
    }

    /** Connects as often as it takes, one after the other, all within the timeout. */
    @Override
    public Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException {
        if (plain.contains(endpoint)) {
            return below.connect(endpoint, timeout);
        }
        long deadline = nanoTime() + timeout.toNanos();
        int count = 2 * connections;
        Greeting.Bundle bundle = new Greeting.Bundle(random.nextLong(), random.nextLong());
        List<Connection> bundled = new ArrayList<>();
        boolean complete = false;
        try {
            while (bundled.size() < count) {
                Duration left = Duration.ofNanos(Math.max(1, deadline - nanoTime()));
                Connection connection = below.connect(endpoint, left);
                bundled.add(connection);
                connection.send(new Greeting(bundle, bundled.size() - 1, count, STRIPE).encode());
            }
            complete = true;
            return StripedConnection.dialling(bundled, STRIPE);
        } finally {
            if (!complete) {
                bundled.forEach(Connection::close);
            }
        }
    }
}
