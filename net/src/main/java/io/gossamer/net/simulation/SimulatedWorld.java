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
    private final Incarnation process;
    private final Node node;
    private final Disk disk;

    SimulatedWorld(Network network, Incarnation process) {
        this.network = network;
        this.loop = network.loop();
        this.process = process;
        this.node = process.node();
        this.disk = new Disk(loop, process);
    }

    @Override
    public long uploadNanos() {
        loop.enter(process);
        return node.line().uploadBusy();
    }

    /** The node that this world belongs to. */
    public Node node() {
        return node;
    }

    /** The virtual time since the start of the simulation, the same for all nodes: for reports, not for node code. */
    public Duration elapsed() {
        loop.enter(process);
        return Duration.ofNanos(loop.now());
    }

    @Override
    public long nanoTime() {
        loop.enter(process);
        return node.clock().now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        loop.enterBlocking(process, "sleeping");
        NodeClock clock = node.clock();
        long end = clock.deadline(duration);
        while (clock.now() < end) {
            loop.pause(() -> "the end of a sleep of " + duration, clock.moment(end));
        }
    }

    /**
     * Computes for {@code duration} of virtual time: longer on a node that a fault has slowed down, and not while it is
     * frozen. This is the cost model of what a real node would calculate. A node computes one thing at a time: what its
     * other tasks ask for meanwhile waits its turn.
     */
    public void compute(Duration duration) throws InterruptedException {
        loop.enterBlocking(process, "computing in virtual time");
        process.processor().compute(duration);
    }

    /** What outlives this process on its machine. */
    public Disk disk() {
        return disk;
    }

    /** Which process of the node this is: 1 for the first, 2 after the first restart. */
    public int incarnation() {
        return process.number();
    }

    @Override
    public Task spawn(String name, Runnable body) {
        loop.enter(process);
        return process.spawn(name, body);
    }

    @Override
    public <T> Mailbox<T> mailbox(int capacity) {
        loop.enter(process);
        return new SimulatedMailbox<>(loop, process, capacity);
    }

    /** Listens on this node; the host of {@code endpoint} is its name, or any way to say "this machine". */
    @Override
    public Listener listen(Endpoint endpoint) throws IOException {
        loop.enter(process);
        if (!isHere(endpoint.host())) {
            throw new BindException(endpoint + " is no address of node " + node);
        }
        int port = endpoint.port() == 0 ? node.freePort() : endpoint.port();
        if (process.listens(port)) {
            throw new BindException("port " + port + " of node " + node + " is in use");
        }
        SimulatedListener listener = new SimulatedListener(loop, process, port);
        process.bind(port, listener);
        return listener;
    }

    @Override
    public Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(process, "connecting");
        Node target = isHere(endpoint.host()) ? node : network.node(endpoint.host());
        return new Handshake(network, process, target, endpoint).await(timeout);
    }

    private boolean isHere(String host) {
        return host.equals(node.name()) || THIS_HOST.contains(host);
    }
}
