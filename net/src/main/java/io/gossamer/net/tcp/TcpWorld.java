package io.gossamer.net.tcp;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.section.ComputeSection;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PathClock;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of a run as a part of this process, behind its own access line. Closing it ends its tasks, connections and
 * listeners; afterwards no thread of it is left.
 */
public final class TcpWorld implements World, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpWorld.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Link link;
    private final long seed;
    private final int node;
    private final AccessLine line;
    private final Watchdog watchdog = new Watchdog();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<TcpListener> listeners = ConcurrentHashMap.newKeySet();
    private final Set<ShapedConnection> shaped = ConcurrentHashMap.newKeySet();
    private final Set<ThreadTask> tasks = ConcurrentHashMap.newKeySet();

    /**
     * A node behind a line.
     *
     * @param seed the run's seed, for the draws of lost packets
     * @param node this node's number, for the same
     */
    public TcpWorld(Link link, long seed, int node) {
        this.link = link;
        this.seed = seed;
        this.node = node;
        this.line = new AccessLine(link);
    }

    /** A node on the bare network. */
    public TcpWorld() {
        this(Link.NONE, 0, 0);
    }

    @Override
    public long uploadNanos() {
        return line.uploadBusy();
    }

    /** Names this process for the messages of others, as {@code pid 4711 on host}. */
    public static String processName() {
        return "pid " + ProcessHandle.current().pid() + " on " + hostName();
    }

    /** What this machine is called in messages. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("This machine has no name", e);
            return "an unnamed host";
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        ComputeSection.requireNone("sleep");
        Thread.sleep(duration);
    }

    @Override
    public Task spawn(String name, Runnable body) {
        return start(Thread.ofVirtual(), name, body);
    }

    /** A virtual thread that waits for a socket is woken by way of two others. */
    @Override
    public Task spawnBusy(String name, Runnable body) {
        return start(Thread.ofPlatform().daemon(), name, body);
    }

    private Task start(Thread.Builder kind, String name, Runnable body) {
        ThreadTask task = new ThreadTask(kind, name, body, tasks::remove);
        tasks.add(task);
        task.start();
        return task;
    }

    @Override
    public <T> Mailbox<T> mailbox(int capacity) {
        return new QueueMailbox<>(capacity);
    }

    @Override
    public Listener listen(Endpoint endpoint) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address(endpoint));
        } catch (BindException e) {
            server.close();
            throw new GossamerException(
                    "Cannot listen at " + endpoint + ": " + e.getMessage(),
                    "Choose a free port (0 picks one) and an address of this machine.",
                    e);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        TcpListener listener = new TcpListener(server, endpoint.host(), this::adopt, listeners::remove);
        listeners.add(listener);
        return listener;
    }

    @Override
    public Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("connect");
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address(endpoint), Timeouts.millis(timeout));
            return adopt(channel);
        } catch (IOException e) {
            channel.close();
            Timeouts.rethrowIfInterrupted(e);
            throw e;
        }
    }

    private Connection adopt(SocketChannel channel) throws IOException {
        TcpConnection wire = new TcpConnection(channel, watchdog);
        if (link.isNone()) {
            return wire;
        }
        int number = connections.incrementAndGet();
        RandomStream losses = RandomStream.of(seed, Purpose.NETWORK_FAULTS, node, 0, number);
        PathClock path = new PathClock(link, losses::nextDouble);
        ShapedConnection connection = new ShapedConnection(wire, line, path, shaped::remove);
        shaped.add(connection);
        connection.start();
        return connection;
    }

    private static InetSocketAddress address(Endpoint endpoint) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
    }

    /** Ends everything that this node started; bytes already sent get up to two seconds to leave. */
    @Override
    public void close() {
        long deadline = nanoTime() + CLOSE_PATIENCE.toNanos();
        listeners.forEach(TcpListener::close);
        shaped.forEach(ShapedConnection::close);
        shaped.forEach(connection -> connection.awaitEnd(deadline));
        watchdog.close(deadline);
        tasks.forEach(ThreadTask::interrupt);
        tasks.forEach(task -> task.awaitEnd(deadline));
    }
}
