package io.gossamer.net.simulation;

import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/** A listening port of a node. */
final class SimulatedListener implements Listener {
    private final EventLoop loop;
    private final Incarnation process;
    private final int port;
    private final ArrayDeque<SimulatedConnection> backlog = new ArrayDeque<>();
    private final WaitList acceptors;
    private boolean closed;

    SimulatedListener(EventLoop loop, Incarnation process, int port) {
        this.loop = loop;
        this.process = process;
        this.port = port;
        this.acceptors = new WaitList(loop);
    }

    Incarnation process() {
        return process;
    }

    @Override
    public Endpoint endpoint() {
        return process.node().endpoint(port);
    }

    @Override
    public Optional<Connection> accept(Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(process, "accepting a connection");
        NodeClock clock = process.node().clock();
        long deadline = clock.deadline(timeout);
        while (backlog.isEmpty()) {
            if (closed) {
                throw new SocketException("the listener at " + endpoint() + " is closed");
            }
            if (clock.now() >= deadline) {
                return Optional.empty();
            }
            acceptors.await(() -> "a connection to " + endpoint(), clock.moment(deadline));
        }
        return Optional.of(backlog.removeFirst());
    }

    /** A connection has been made; the listener may have been closed since it was asked for. */
    void offer(SimulatedConnection connection) {
        if (closed) {
            connection.shut();
        } else {
            backlog.addLast(connection);
            acceptors.wakeAll();
        }
    }

    @Override
    public void close() {
        if (process.stopped()) {
            return;
        }
        loop.enter(process);
        if (!closed) {
            closed = true;
            process.unbind(port);
            backlog.forEach(connection -> connection.shut());
            backlog.clear();
            acceptors.wakeAll();
        }
    }
}
