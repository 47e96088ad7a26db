package io.gossamer.net.world;

import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;

/** Connections that a listener has made ready and nobody has taken yet. */
public final class AcceptedConnections {
    private final Endpoint at;
    /** An empty element means that no more will come. */
    private final Mailbox<Optional<Connection>> ready;

    private volatile boolean closed;

    /**
     * @param at where they are accepted
     * @param most more than so many wait to be put
     */
    public AcceptedConnections(World world, Endpoint at, int most) {
        this.at = at;
        this.ready = world.mailbox(most);
    }

    public void put(Connection connection) throws InterruptedException {
        ready.put(Optional.of(connection));
    }

    /**
     * Takes the next one, if it comes in time.
     *
     * @throws SocketException if the listener is closed
     */
    public Optional<Connection> take(Duration timeout) throws SocketException, InterruptedException {
        if (closed) {
            throw isClosed();
        }
        Optional<Optional<Connection>> next = ready.take(timeout);
        if (next.isPresent() && next.get().isEmpty()) {
            ready.put(Optional.empty());
            throw isClosed();
        }
        return next.flatMap(connection -> connection);
    }

    private SocketException isClosed() {
        return new SocketException("the listener at " + at + " is closed");
    }

    /** Whoever takes from now on is told that the listener is closed. */
    public void close() {
        closed = true;
    }

    /** Parts from those whom nobody will take any more. */
    public void part() throws InterruptedException {
        Optional<Optional<Connection>> left = ready.take(Duration.ZERO);
        while (left.isPresent()) {
            left.get().ifPresent(Connection::close);
            left = ready.take(Duration.ZERO);
        }
    }

    /** No more will come: lets whoever waits for them know. */
    public void end() throws InterruptedException {
        ready.put(Optional.empty());
    }
}
