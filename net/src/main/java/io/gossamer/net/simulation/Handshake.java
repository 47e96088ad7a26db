package io.gossamer.net.simulation;

import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** The three packets that make a connection: its opener has it after one round trip, the listener half of one later. */
final class Handshake {
    private final Network network;
    private final EventLoop loop;
    private final Incarnation process;
    private final Node client;
    private final Node server;
    private final Endpoint endpoint;
    private final WaitList opener;
    private SimulatedConnection connection;
    private boolean refused;
    private boolean abandoned;

    Handshake(Network network, Incarnation process, Node server, Endpoint endpoint) {
        this.network = network;
        this.loop = network.loop();
        this.process = process;
        this.client = process.node();
        this.server = server;
        this.endpoint = endpoint;
        this.opener = new WaitList(loop);
    }

    Connection await(Duration timeout) throws IOException, InterruptedException {
        NodeClock clock = client.clock();
        long deadline = clock.deadline(timeout);
        network.travel(client, server, this::reachServer);
        try {
            while (connection == null) {
                if (refused) {
                    throw new ConnectException("nobody listens at " + endpoint);
                }
                if (clock.now() >= deadline) {
                    throw new SocketTimeoutException("no answer from " + endpoint + " for " + timeout);
                }
                opener.await(() -> "an answer from " + endpoint, clock.moment(deadline));
            }
            return connection;
        } finally {
            abandoned = connection == null;
        }
    }

    private void reachServer() {
        if (server.dark()) {
            return;
        }
        Optional<SimulatedListener> listener = server.process().flatMap(running -> running.listener(endpoint.port()));
        if (listener.isPresent()) {
            network.travel(server, client, () -> returnToClient(listener.get()));
        } else {
            loop.trace().record(Trace.Kind.REFUSAL, loop.now(), server.id(), endpoint.port());
            network.travel(server, client, () -> {
                refused = true;
                opener.wakeAll();
            });
        }
    }

    private void returnToClient(SimulatedListener listener) {
        if (abandoned || process.stopped()) {
            return;
        }
        Endpoint clientAddress = client.endpoint(client.freePort());
        SimulatedConnection.Pair ends =
                SimulatedConnection.between(network, process, clientAddress, listener.process(), endpoint);
        process.remember(ends.client());
        connection = ends.client();
        opener.wakeAll();
        network.travel(client, server, () -> reachListener(listener, ends.server()));
    }

    private void reachListener(SimulatedListener listener, SimulatedConnection serverEnd) {
        loop.trace().record(Trace.Kind.CONNECTION, loop.now(), client.id(), server.id());
        if (server.dark()) {
            serverEnd.vanish();
        } else if (listener.process().stopped()) {
            serverEnd.kill(0);
        } else {
            listener.process().remember(serverEnd);
            listener.offer(serverEnd);
        }
    }
}
