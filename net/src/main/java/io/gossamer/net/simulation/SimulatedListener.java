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
    private final Node node;
    private final int port;
    private final ArrayDeque<SimulatedConnection> backlog = new ArrayDeque<>();
    private final WaitList acceptors;
    private boolean closed;

    SimulatedListener(EventLoop loop, Node node, int port) {
        this.loop = loop;
        this.node = node;
        this.port = port;
        this.acceptors = new WaitList(loop);
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint(node.name(), port);
    }

    @Override
    public Optional<Connection> accept(Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(node, "accepting a connection");
        long deadline = loop.deadline(timeout);
        while (backlog.isEmpty()) {
            if (closed) {
                throw new SocketException("the listener at " + endpoint() + " is closed");
            }
            if (loop.now() >= deadline) {
                return Optional.empty();
            }
            acceptors.await(() -> "a connection to " + endpoint(), deadline);
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
        if (node.stopped()) {
            return;
        }
        loop.enter(node);
        if (!closed) {
            closed = true;
            node.unbind(port);
            backlog.forEach(connection -> connection.shut());
            backlog.clear();
            acceptors.wakeAll();
        }
    }
}
