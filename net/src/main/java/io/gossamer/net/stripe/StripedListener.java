package io.gossamer.net.stripe;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.world.AcceptedConnections;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in connections all the time, reads what each belongs to, and hands out the bundles that are complete. Who says
 * nothing, or never completes a bundle, is parted from after a while and keeps nobody else waiting.
 */
final class StripedListener implements Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StripedListener.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_ARRIVALS = 64;
    /** So many connections may stand at the door at once that belong to no complete bundle. */
    private static final int MOST_LOOSE = 1024;

    private final World world;
    private final Listener below;
    private final AcceptedConnections arrivals;

    private final Map<Greeting.Bundle, Bundling> incomplete = new LinkedHashMap<>();
    private int loose;
    private volatile boolean closed;

    /** The connections of a bundle that have come, by number. */
    private record Bundling(Greeting greeting, Map<Integer, Connection> come) {}

    StripedListener(World world, Listener below) {
        this.world = world;
        this.below = below;
        this.arrivals = new AcceptedConnections(world, below.endpoint(), MOST_ARRIVALS);
    }

    @Override
    public Endpoint endpoint() {
        return below.endpoint();
    }

    /** The listener's own task. */
    void receive() {
        try {
            while (!closed) {
                below.accept(FOR_EVER).ifPresent(this::begin);
            }
        } catch (IOException e) {
            LOG.debug("No more connections are bundled at {}", endpoint(), e);
        } catch (InterruptedException e) {
            LOG.trace("No more connections are bundled at {}", endpoint(), e);
        }
        leave();
    }

    private void begin(Connection connection) {
        if (enter()) {
            world.spawn("bundling " + connection.remote(), () -> greet(connection));
        } else {
            LOG.warn("{} is shut out: {} connections wait to be bundled", connection.remote(), MOST_LOOSE);
            connection.close();
        }
    }

    private synchronized boolean enter() {
        boolean room = loose < MOST_LOOSE && !closed;
        loose += room ? 1 : 0;
        return room;
    }

    private void greet(Connection connection) {
        try {
            MemorySegment bytes = MemorySegment.ofArray(new byte[Greeting.BYTES]);
            connection.receive(bytes, PATIENCE);
            Greeting greeting = Greeting.decode(bytes);
            Optional<Connection> bundle = take(greeting, connection);
            if (bundle.isPresent()) {
                arrivals.put(bundle.get());
            } else {
                world.sleep(PATIENCE);
                part(greeting);
            }
        } catch (IOException e) {
            LOG.warn("{} is shut out: {}", connection.remote(), e.getMessage());
            leaveLoose(1);
            connection.close();
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    /** The bundle, if this connection completes it. */
    private synchronized Optional<Connection> take(Greeting greeting, Connection connection) throws ProtocolException {
        Bundling bundling =
                incomplete.computeIfAbsent(greeting.bundle(), key -> new Bundling(greeting, new TreeMap<>()));
        boolean fits = bundling.come().isEmpty() || bundling.greeting().fits(greeting);
        if (!fits || bundling.come().putIfAbsent(greeting.number(), connection) != null) {
            throw new ProtocolException("it does not belong to the bundle that it names");
        }
        if (bundling.come().size() < greeting.count()) {
            return Optional.empty();
        }
        incomplete.remove(greeting.bundle());
        loose -= greeting.count();
        return Optional.of(
                StripedConnection.accepting(bundling.come().values().stream().toList(), greeting.stripe()));
    }

    /** Parts from those whose bundle has not been completed meanwhile. */
    private synchronized void part(Greeting greeting) {
        Bundling left = incomplete.remove(greeting.bundle());
        if (left != null) {
            LOG.warn(
                    "{} is shut out: {} of its {} connections came",
                    left.come().values().iterator().next().remote(),
                    left.come().size(),
                    greeting.count());
            loose -= left.come().size();
            left.come().values().forEach(Connection::close);
        }
    }

    private synchronized void leaveLoose(int count) {
        loose -= count;
    }

    /** Parts from those whom nobody will take any more, and lets who waits for them know. */
    private void leave() {
        closed = true;
        synchronized (this) {
            incomplete.values().forEach(bundling -> bundling.come().values().forEach(Connection::close));
            incomplete.clear();
        }
        try {
            arrivals.part();
            arrivals.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<Connection> accept(Duration timeout) throws IOException, InterruptedException {
        return arrivals.take(timeout);
    }

    @Override
    public void close() {
        closed = true;
        arrivals.close();
        below.close();
    }
}
