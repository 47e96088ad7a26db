package io.gossamer.net.simulation;

import io.gossamer.core.random.RandomStream;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.LinkClock;
import io.gossamer.net.world.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A simulated machine with one process on it. Its name is its host name. */
public final class Node {
    private static final int FIRST_FREE_PORT = 49_152;

    private final Network network;
    private final EventLoop loop;
    private final String name;
    private final int id;
    private final Link link;
    private final LinkClock line;
    private final NodeBody body;
    private final RandomStream random;
    private final long clockOrigin;
    private final Set<SimulatedTask> tasks = new LinkedHashSet<>();
    private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
    private final Map<Integer, SimulatedListener> listeners = new HashMap<>();
    private SimulatedTask main;
    private int nextPort = FIRST_FREE_PORT;
    private Outcome outcome;
    private boolean stopped;
    private boolean vanished;
    private boolean frozen;
    private long frozenSince;
    private long frozenInAll;
    private double slowness = 1;

    Node(Network network, String name, int id, Link link, NodeBody body, RandomStream random) {
        this.network = network;
        this.loop = network.loop();
        this.name = name;
        this.id = id;
        this.link = link;
        this.line = new LinkClock(link);
        this.body = body;
        this.random = random;
        // Clocks of different machines have nothing in common; code that compares them should fail here first.
        this.clockOrigin = random.nextLong() >> 2;
    }

    /** The node's name, which is also the host in its endpoints. */
    public String name() {
        return name;
    }

    /** An address of this node, to be given to others before the run. */
    public Endpoint endpoint(int port) {
        return new Endpoint(name, port);
    }

    int id() {
        return id;
    }

    Link link() {
        return link;
    }

    LinkClock line() {
        return line;
    }

    long clockOrigin() {
        return clockOrigin;
    }

    double nextUniform() {
        return random.nextDouble();
    }

    // ------------------------------------------------------------------ life and death

    void start() {
        if (outcome == null) {
            SimulatedWorld world = new SimulatedWorld(network, this);
            main = spawn("main", () -> {
                runBody(world);
                exit(new Outcome.Returned(virtualTime()));
            });
        }
    }

    private void runBody(SimulatedWorld world) {
        try {
            body.run(world);
        } catch (Exception e) {
            fail(e);
        }
    }

    SimulatedTask spawn(String taskName, Runnable taskBody) {
        SimulatedTask task = new SimulatedTask(loop, this, network.nextTaskId(), taskName, taskBody);
        tasks.add(task);
        loop.makeReady(task);
        return task;
    }

    void taskEnded(SimulatedTask task) {
        tasks.remove(task);
    }

    /** A task of this node let an exception escape: the process ends with it, as nothing else would show it. */
    void fail(Throwable failure) {
        exit(new Outcome.Failed(virtualTime(), failure));
    }

    /** The process ends by itself: the operating system closes its connections. */
    void exit(Outcome how) {
        if (end(how)) {
            List.copyOf(connections).forEach(connection -> connection.shut());
            unwindTasks();
        }
    }

    /** The process is killed from outside: peers learn of it after {@code detection}. */
    void kill(Duration detection) {
        if (end(new Outcome.Killed(virtualTime()))) {
            long delay = detection.toNanos();
            List.copyOf(connections).forEach(connection -> connection.kill(delay));
            unwindTasks();
        }
    }

    /** The machine loses power: peers hear nothing any more. */
    void vanish() {
        if (end(new Outcome.Killed(virtualTime()))) {
            vanished = true;
            connections.forEach(SimulatedConnection::vanish);
            unwindTasks();
        }
    }

    /** The simulation is over and this node is not. */
    void abandon() {
        List<String> waits = tasks.stream().map(SimulatedTask::describeWait).toList();
        if (end(new Outcome.Unfinished(virtualTime(), waits))) {
            unwindTasks();
        }
    }

    private boolean end(Outcome how) {
        if (outcome != null) {
            return false;
        }
        loop.trace()
                .record(
                        Trace.Kind.END,
                        loop.now(),
                        id,
                        how.getClass().getSimpleName().hashCode());
        outcome = how;
        stopped = true;
        frozen = false;
        listeners.clear();
        loop.nodeEnded();
        return true;
    }

    private void unwindTasks() {
        for (SimulatedTask task : tasks) {
            // The one that runs now ends by itself; it may also be the blocked one that works off events.
            if (!loop.isCurrent(task) || task.blocked()) {
                loop.makeReady(task);
            }
        }
    }

    private Duration virtualTime() {
        return Duration.ofNanos(loop.now());
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    boolean stopped() {
        return stopped;
    }

    /** True if even the operating system of this node answers nobody. */
    boolean gone() {
        return vanished;
    }

    List<String> waits() {
        return tasks.stream().map(SimulatedTask::describeWait).toList();
    }

    // ------------------------------------------------------------------ freezing and slowness

    boolean frozen() {
        return frozen;
    }

    void freeze() {
        if (!stopped && !frozen) {
            frozen = true;
            frozenSince = loop.now();
        }
    }

    /** Goes on. Every blocked task looks again at what it waited for, since its wake-up may have come meanwhile. */
    void thaw() {
        if (frozen) {
            frozen = false;
            frozenInAll += loop.now() - frozenSince;
            tasks.forEach(loop::makeReady);
        }
    }

    /** How long this node has been frozen until now, in nanoseconds. */
    long frozenNanos() {
        return frozenInAll;
    }

    void slowDown(double factor) {
        slowness = factor;
    }

    double slowness() {
        return slowness;
    }

    // ------------------------------------------------------------------ ports and connections

    int freePort() {
        while (listeners.containsKey(nextPort)) {
            nextPort++;
        }
        return nextPort++;
    }

    /** Null if nobody listens. */
    SimulatedListener listener(int port) {
        return listeners.get(port);
    }

    void bind(int port, SimulatedListener listener) {
        listeners.put(port, listener);
    }

    void unbind(int port) {
        listeners.remove(port);
    }

    void remember(SimulatedConnection connection) {
        connections.add(connection);
    }

    void forget(SimulatedConnection connection) {
        connections.remove(connection);
    }

    @Override
    public String toString() {
        return name;
    }
}
