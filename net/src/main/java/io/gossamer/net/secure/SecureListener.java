package io.gossamer.net.secure;

import io.gossamer.net.admission.AttemptRate;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.admission.Limits;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.AcceptedConnections;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in connections all the time, each with a handshake on a task of its own, and hands out those that have passed.
 * Who stalls, or says what does not belong there, costs the others nothing but a place in the limited number of
 * handshakes, and that for a limited time.
 */
final class SecureListener implements Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SecureListener.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    /** After a failure of the system, such as too many open files. */
    private static final Duration BREATH = Duration.ofMillis(100);

    private final SecureWorld world;
    private final Listener below;
    private final Consumer<Refusal> refusals;
    private final AttemptRate rate;
    /** Holds a token for each further handshake that may begin. */
    private final Mailbox<Boolean> places;

    private final AcceptedConnections arrivals;

    private final int handshakes;
    private final Consumer<SecureListener> onClose;
    private volatile boolean closed;

    SecureListener(
            SecureWorld world,
            Listener below,
            Limits limits,
            Consumer<Refusal> refusals,
            Consumer<SecureListener> onClose) {
        this.world = world;
        this.onClose = onClose;
        this.below = below;
        this.refusals = refusals;
        this.rate = new AttemptRate(limits);
        this.handshakes = limits.handshakes();
        this.places = world.mailbox(handshakes);
        this.arrivals = new AcceptedConnections(world, below.endpoint(), handshakes);
    }

    @Override
    public Endpoint endpoint() {
        return below.endpoint();
    }

    /** The listener's own task. */
    void receive() {
        try {
            for (int place = 0; place < handshakes; place++) {
                places.put(true);
            }
            while (!closed) {
                places.take(FOR_EVER);
                next().ifPresent(this::begin);
            }
            leave();
        } catch (InterruptedException e) {
            LOG.trace("Nobody is received at {} any more", endpoint(), e);
        }
    }

    /** Whoever comes next; the place is free again if that is nobody. */
    private Optional<Connection> next() throws InterruptedException {
        Optional<Connection> next = Optional.empty();
        try {
            next = below.accept(FOR_EVER).filter(this::isModest);
        } catch (IOException e) {
            if (!closed) {
                LOG.warn("{} could not receive somebody: {}", endpoint(), e.getMessage());
                world.sleep(BREATH);
            }
        }
        if (next.isEmpty()) {
            places.put(true);
        }
        return next;
    }

    private boolean isModest(Connection connection) {
        boolean modest = rate.allows(connection.remote().host(), world.nanoTime());
        if (!modest) {
            connection.close();
            refuse(connection, Optional.empty(), "too many connections in a short time");
        }
        return modest;
    }

    private void begin(Connection connection) {
        world.spawn("handshake with " + connection.remote(), () -> handshake(connection));
    }

    private void handshake(Connection connection) {
        try {
            try {
                arrivals.put(world.answer(connection));
            } catch (HandshakeException e) {
                refuse(connection, e.node(), e.getMessage());
            } catch (IOException e) {
                refuse(connection, Optional.empty(), e.getMessage());
            } finally {
                places.put(true);
            }
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    private void refuse(Connection connection, Optional<NodeId> node, String reason) {
        refusals.accept(new Refusal(connection.remote(), node, reason));
    }

    /** Parts from those whom nobody will take any more, and lets who waits for them know. */
    private void leave() throws InterruptedException {
        int ended = 0;
        while (ended < handshakes) {
            arrivals.part();
            ended += places.take(BREATH).isPresent() ? 1 : 0;
        }
        arrivals.part();
        arrivals.end();
    }

    @Override
    public Optional<Connection> accept(Duration timeout) throws IOException, InterruptedException {
        return arrivals.take(timeout);
    }

    @Override
    public void close() {
        closed = true;
        arrivals.close();
        onClose.accept(this);
        below.close();
    }
}
