package io.gossamer.net.simulation;

import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Set;

/** The world as a simulated node sees it. */
public final class SimulatedWorld implements World {
    private static final Set<String> THIS_HOST = Set.of("localhost", "127.0.0.1", "0.0.0.0", "::1", "::");

    private final Network network;
    private final EventLoop loop;
    private final Node node;

    SimulatedWorld(Network network, Node node) {
        this.network = network;
        this.loop = network.loop();
        this.node = node;
    }

    @Override
    public long uploadNanos() {
        loop.enter(node);
        return node.line().uploadBusy();
    }

    /** The node that this world belongs to. */
    public Node node() {
        return node;
    }

    /** The virtual time since the start of the simulation, the same for all nodes: for reports, not for node code. */
    public Duration elapsed() {
        loop.enter(node);
        return Duration.ofNanos(loop.now());
    }

    @Override
    public long nanoTime() {
        loop.enter(node);
        return node.clockOrigin() + loop.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        loop.enterBlocking(node, "sleeping");
        long end = loop.deadline(duration);
        while (loop.now() < end) {
            loop.pause(() -> "the end of a sleep of " + duration, end);
        }
    }

    /**
     * Computes for {@code duration} of virtual time: longer on a node that a fault has slowed down, and not while it is
     * frozen. This is the cost model of what a real node would calculate.
     */
    public void compute(Duration duration) throws InterruptedException {
        loop.enterBlocking(node, "computing in virtual time");
        long start = loop.now();
        long frozenBefore = node.frozenNanos();
        long cost = Math.round(duration.toNanos() * node.slowness());
        long end = start + cost;
        while (loop.now() < end) {
            loop.pause(() -> "the end of a computation of " + duration, end);
            end = start + cost + node.frozenNanos() - frozenBefore;
        }
    }

    @Override
    public Task spawn(String name, Runnable body) {
        loop.enter(node);
        return node.spawn(name, body);
    }

    @Override
    public <T> Mailbox<T> mailbox(int capacity) {
        loop.enter(node);
        return new SimulatedMailbox<>(loop, node, capacity);
    }

    /** Listens on this node; the host of {@code endpoint} is its name, or any way to say "this machine". */
    @Override
    public Listener listen(Endpoint endpoint) throws IOException {
        loop.enter(node);
        if (!isHere(endpoint.host())) {
            throw new BindException(endpoint + " is no address of node " + node);
        }
        int port = endpoint.port() == 0 ? node.freePort() : endpoint.port();
        if (node.listener(port) != null) {
            throw new BindException("port " + port + " of node " + node + " is in use");
        }
        SimulatedListener listener = new SimulatedListener(loop, node, port);
        node.bind(port, listener);
        return listener;
    }

    @Override
    public Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(node, "connecting");
        Node target = isHere(endpoint.host()) ? node : network.node(endpoint.host());
        return new Handshake(network, node, target, endpoint).await(timeout);
    }

    private boolean isHere(String host) {
        return host.equals(node.name()) || THIS_HOST.contains(host);
    }
}
