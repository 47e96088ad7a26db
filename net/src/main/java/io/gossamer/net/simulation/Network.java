package io.gossamer.net.simulation;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes and what lies between them. */
final class Network {
    /** The smallest retransmission timeout and the largest, as Linux has them. */
    private static final long FIRST_RETRY = Duration.ofMillis(200).toNanos();

    private static final long LONGEST_RETRY = Duration.ofSeconds(120).toNanos();

    /** After this long without an acknowledgement Linux gives a connection up (15 retries). */
    private static final long PATIENCE = Duration.ofSeconds(924).toNanos();

    private final EventLoop loop;
    private final SimulationConfig config;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Cut> cuts = new ArrayList<>();
    private int streams;
    private int tasks;

    /** Nothing passes from one of {@code from} to one of {@code to} in the given time. */
    record Cut(Collection<Node> from, Collection<Node> to, long start, long end) {
        boolean blocks(Node sender, Node receiver, long time) {
            return time >= start && time < end && from.contains(sender) && to.contains(receiver);
        }
    }

    Network(EventLoop loop, SimulationConfig config) {
        this.loop = loop;
        this.config = config;
    }

    EventLoop loop() {
        return loop;
    }

    SimulationConfig config() {
        return config;
    }

    int nextStreamId() {
        return streams++;
    }

    int nextTaskId() {
        return tasks++;
    }

    void add(Node node) {
        nodes.put(node.name(), node);
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    boolean has(String name) {
        return nodes.containsKey(name);
    }

    Node node(String name) throws UnknownHostException {
        Node node = nodes.get(name);
        if (node == null) {
            throw new UnknownHostException(name);
        }
        return node;
    }

    void cut(Cut cut) {
        cuts.add(cut);
    }

    /** Runs {@code onArrival} when a packet without payload that leaves {@code from} now has reached {@code to}. */
    void travel(Node from, Node to, Runnable onArrival) {
        long latency = from == to ? 0 : from.link().latency().toNanos();
        loop.post(passable(from, to, loop.now() + latency), onArrival);
    }

    /**
     * When what would come from {@code from} to {@code to} at {@code time} really does: at once, or with the first
     * retransmission after the partition in its way; {@link EventLoop#NEVER} if TCP gives up before.
     */
    long passable(Node from, Node to, long time) {
        if (cuts.isEmpty()) {
            return time;
        }
        long attempt = time;
        long wait = FIRST_RETRY + 2 * from.link().latency().toNanos();
        while (blocked(from, to, attempt)) {
            attempt += wait;
            wait = Math.min(2 * wait, LONGEST_RETRY);
            if (attempt - time > PATIENCE) {
                return EventLoop.NEVER;
            }
        }
        return attempt;
    }

    /** The sender of bytes that never get through notices when its patience is at an end. */
    void giveUp(SimulatedConnection sender, long lostAt) {
        loop.post(lostAt + PATIENCE, () -> sender.reset("Connection to " + sender.remote() + " timed out"));
    }

    private boolean blocked(Node from, Node to, long time) {
        for (Cut cut : cuts) {
            if (cut.blocks(from, to, time)) {
                return true;
            }
        }
        return false;
    }
}
