package io.gossamer.train.simulate;

import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The lines of one node: one to each whom it tells something, and one from each whom it hears. */
final class Lines implements Moves {
    private static final int PORT = 7000;
    private static final Duration RETRY = Duration.ofMillis(100);

    /** A slow node is no lost one; who is lost ends the connection. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Map<Integer, Connection> out = new HashMap<>();
    private final Map<Integer, Connection> in = new HashMap<>();
    private Traffic traffic = bytes -> {};

    /** Whom a node tells something in a run, and whom it hears. */
    record Neighbours(Set<Integer> told, Set<Integer> heard) {}

    /** Told of every message. */
    interface Traffic {
        void sent(long bytes);
    }

    private Lines() {}

    static Lines join(SimulatedWorld world, Neighbours neighbours) throws IOException, InterruptedException {
        Lines lines = new Lines();
        try (Listener listener = world.listen(new Endpoint(world.node().name(), PORT))) {
            for (int to : neighbours.told()) {
                lines.out.put(to, dial(world, to));
            }
            while (lines.in.size() < neighbours.heard().size()) {
                Connection caller = listener.accept(FOR_EVER).orElseThrow();
                lines.in.put(Fleet.number(caller.remote().host()), caller);
            }
        }
        return lines;
    }

    /** Nodes may start late. */
    private static Connection dial(SimulatedWorld world, int to) throws IOException, InterruptedException {
        while (true) {
            try {
                return world.connect(new Endpoint(Fleet.name(to), PORT), FOR_EVER);
            } catch (ConnectException | SocketTimeoutException notYet) {
                world.sleep(RETRY);
            }
        }
    }

    /** Has what is sent from now on told to {@code books}. */
    void count(Traffic books) {
        traffic = books;
    }

    @Override
    public void send(int to, long bytes) throws IOException, InterruptedException {
        traffic.sent(bytes);
        out.get(to).sendZeros(bytes);
    }

    @Override
    public void receive(int from, long bytes) throws IOException, InterruptedException {
        in.get(from).skip(bytes, FOR_EVER);
    }
}
