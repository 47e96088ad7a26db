package io.gossamer.net.simulation;

import io.gossamer.core.random.RandomStream;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.LinkClock;
import io.gossamer.net.world.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A simulated machine, on which one process at a time runs. Its name is its host name. */
public final class Node {
    private static final int FIRST_FREE_PORT = 49_152;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");

    private final Network network;
    private final EventLoop loop;
    private final String name;
    private final int id;
    private final Link link;
    private final NodeBody body;
    private final RandomStream random;
    private final NodeClock clock;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Meter meter = new Meter();
    private LinkClock line;
    private int nextPort = FIRST_FREE_PORT;

    /** The latest process; null before the first. */
    private Incarnation process;

    private int processes;
    private int restartsToCome;

    /** How the latest process ended; null while it runs, and before the first. */
    private Outcome outcome;

    /** True from a restart until, at the same time, the new process begins. */
    private boolean rising;

    private boolean dark;

    /** The one that holds; null if none does. */
    private Fault.Slowdown slowdown;

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
        this.clock = new NodeClock(loop::now, random.nextLong() >> 2);
    }

    /** Whether a node may be called so: letters, digits and {@code _ . : -}, as in host names. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
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

    NodeClock clock() {
        return clock;
    }

    /** What stands on its disk. */
    Map<String, byte[]> files() {
        return files;
    }

    Meter meter() {
        return meter;
    }

    NodeUsage usage() {
        return meter.usage(processes);
    }

    double nextUniform() {
        return random.nextDouble();
    }

    /** A port that no process of this machine has had before. */
    int freePort() {
        while (process.listens(nextPort)) {
            nextPort++;
        }
        return nextPort++;
    }

    // ------------------------------------------------------------------ life and death

    /** Says before the run how many restarts are coming: until the last, a killed node is not over. */
    void expectRestart() {
        restartsToCome++;
    }

    /** Starts, unless it runs or was killed before. */
    void start() {
        if (process == null && outcome == null) {
            begin();
        }
    }

    private void begin() {
        outcome = null;
        processes++;
        process = new Incarnation(network, this, processes);
        process.start(body);
    }

    void kill(Duration detection) {
        if (running()) {
            process.kill(detection);
        } else if (rising || (process == null && outcome == null)) {
            rising = false;
            ended(new Outcome.Killed(Duration.ofNanos(loop.now())));
        }
    }

    /** The machine loses power. */
    void powerOff() {
        dark = true;
        if (running()) {
            process.vanish();
        } else {
            kill(Duration.ZERO);
        }
    }

    void restart(Duration detection) {
        if (running()) {
            process.kill(detection);
        }
        restartsToCome--;
        dark = false;
        if (outcome instanceof Outcome.Killed) {
            rising = true;
            // An event of its own: the tasks of the old process unwind first.
            loop.post(loop.now(), this::rise);
        }
    }

    private void rise() {
        if (rising) {
            rising = false;
            begin();
        }
    }

    /** The simulation is over. */
    void abandon() {
        if (running()) {
            process.abandon();
        } else if (outcome == null) {
            ended(new Outcome.Unfinished(Duration.ofNanos(loop.now()), List.of()));
        }
    }

    /** The latest process has ended, or will never begin. */
    void ended(Outcome how) {
        outcome = how;
        if (!(how instanceof Outcome.Killed) || restartsToCome == 0) {
            loop.nodeEnded();
        }
    }

    /** What a killed process handed to the upload is lost, and the line is free. */
    void resetLine() {
        line = new LinkClock(link);
    }

    private boolean running() {
        return process != null && !process.stopped();
    }

    /** How it ended; empty while it runs. */
    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** The process that runs; empty if there is none. */
    Optional<Incarnation> process() {
        return running() ? Optional.of(process) : Optional.empty();
    }

    /** True while the machine has no power, so that not even its operating system answers. */
    boolean dark() {
        return dark;
    }

    // ------------------------------------------------------------------ speed and time

    void slowDown(Fault.Slowdown by) {
        slowdown = by;
        process().ifPresent(running -> running.processor().changePace());
    }

    /** Ends a slowdown, unless another one has begun since. */
    void endSlowdown(Fault.Slowdown ended) {
        if (ended.equals(slowdown)) {
            slowDown(null);
        }
    }

    /** How many times as long as it should computing takes. */
    double slowness() {
        return slowdown == null ? 1 : slowdown.factor();
    }

    void skew(Duration offset) {
        clock.jump(offset);
        process().ifPresent(Incarnation::lookAgain);
    }

    void drift(double rate) {
        clock.drift(rate);
        process().ifPresent(Incarnation::lookAgain);
    }

    @Override
    public String toString() {
        return name;
    }
}
