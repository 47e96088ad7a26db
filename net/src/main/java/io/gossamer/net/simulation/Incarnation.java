package io.gossamer.net.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One process of a node, from its start to its end: its tasks, connections and listening ports. */
final class Incarnation {
    private final EventLoop loop;
    private final Network network;
    private final Node node;
    private final int number;
    private final Processor processor;
    private final long started;
    private final Set<SimulatedTask> tasks = new LinkedHashSet<>();
    private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
    private final Map<Integer, SimulatedListener> listeners = new HashMap<>();
    private boolean stopped;
    private boolean frozen;
    private long frozenUntil;

    Incarnation(Network network, Node node, int number) {
        this.network = network;
        this.loop = network.loop();
        this.node = node;
        this.number = number;
        this.processor = new Processor(loop, this);
        this.started = loop.now();
    }

    Node node() {
        return node;
    }

    /** 1 for the node's first process. */
    int number() {
        return number;
    }

    Processor processor() {
        return processor;
    }

    // ------------------------------------------------------------------ life and death

    void start(NodeBody body) {
        SimulatedWorld world = new SimulatedWorld(network, this);
        spawn("main", () -> {
            try {
                body.run(world);
            } catch (Exception e) {
                fail(e);
            }
            exit(new Outcome.Returned(virtualTime()));
        });
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

    /** A task of this process let an exception escape: the process ends with it, as nothing else would show it. */
    void fail(Throwable failure) {
        exit(new Outcome.Failed(virtualTime(), failure));
    }

    /** The process ends by itself: the operating system closes its connections. */
    private void exit(Outcome how) {
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
            node.resetLine();
            unwindTasks();
        }
    }

    /** The machine loses power: peers hear nothing any more. */
    void vanish() {
        if (end(new Outcome.Killed(virtualTime()))) {
            connections.forEach(SimulatedConnection::vanish);
            node.resetLine();
            unwindTasks();
        }
    }

    /** The simulation is over and this process is not. */
    void abandon() {
        if (end(new Outcome.Unfinished(virtualTime(), waits()))) {
            unwindTasks();
        }
    }

    private boolean end(Outcome how) {
        if (stopped) {
            return false;
        }
        loop.trace()
                .record(
                        Trace.Kind.END,
                        loop.now(),
                        node.id(),
                        how.getClass().getSimpleName().hashCode());
        processor.stop();
        node.meter().lived(loop.now() - started);
        stopped = true;
        frozen = false;
        listeners.clear();
        node.ended(how);
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

    boolean stopped() {
        return stopped;
    }

    /** What each of its tasks waits for. */
    List<String> waits() {
        return tasks.stream().map(SimulatedTask::describeWait).toList();
    }

    // ------------------------------------------------------------------ freezing

    boolean frozen() {
        return frozen;
    }

    /** Stands still until {@link #thaw} is called at {@code until}, or at the end of a freeze that lasts longer. */
    void freeze(long until) {
        processor.settle();
        frozen = true;
        frozenUntil = Math.max(frozenUntil, until);
    }

    void thaw() {
        if (frozen && loop.now() >= frozenUntil) {
            processor.settle();
            frozen = false;
            lookAgain();
        }
    }

    /** Every blocked task looks again at what it waited for, since it may have come, or may come at another time. */
    void lookAgain() {
        tasks.forEach(loop::makeReady);
    }

    // ------------------------------------------------------------------ ports and connections

    boolean listens(int port) {
        return listeners.containsKey(port);
    }

    Optional<SimulatedListener> listener(int port) {
        return Optional.ofNullable(listeners.get(port));
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
        return node.name();
    }
}
