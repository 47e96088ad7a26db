package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes and what lies between them. */
final class Network {
    /** The smallest retransmission timeout and the largest, as Linux has them. */
    private static final long FIRST_RETRY = Duration.ofMillis(200).toNanos();

    private static final long LONGEST_RETRY = Duration.ofMinutes(2).toNanos();

    /** The retransmission timeout of a packet before any round trip has been measured (RFC 6298, section 2.1). */
    private static final long BLIND_RETRY = Duration.ofSeconds(1).toNanos();

    /** After this long without an acknowledgement Linux gives a connection up (15 retries). */
    private static final long PATIENCE = Duration.ofSeconds(924).toNanos();

    private final EventLoop loop;
    private final SimulationConfig config;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Disturbances disturbances = new Disturbances();
    private int streams;
    private int tasks;

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

    Disturbances disturbances() {
        return disturbances;
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

    /** The node that a fault hits. */
    Node victim(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new GossamerException(
                    "A fault is to hit node " + name + ", which does not exist", "The nodes are " + range() + ".");
        }
        return node;
    }

    private String range() {
        List<String> names = List.copyOf(nodes.keySet());
        return names.size() <= 1 ? String.join("", names) : names.getFirst() + " to " + names.getLast();
    }

    /** Runs {@code onArrival} when a packet without payload that leaves {@code from} now has reached {@code to}. */
    void travel(Node from, Node to, Runnable onArrival) {
        if (from == to) {
            loop.post(loop.now(), onArrival);
        } else {
            long time = loop.now() + untilNotLost(from, to);
            loop.post(passable(from, to, time + latency(from, to, time)), onArrival);
        }
    }

    /** How long it takes until a packet that nobody expects is sent and not lost. */
    private long untilNotLost(Node from, Node to) {
        double kept = 1 - from.link().loss();
        if (disturbances.any()) {
            kept *= 1 - disturbances.loss(from, to, loop.now());
        }
        long waited = 0;
        if (kept < 1) {
            for (long wait = BLIND_RETRY; from.nextUniform() >= kept; wait = Math.min(2 * wait, LONGEST_RETRY)) {
                waited += wait;
            }
        }
        return waited;
    }

    /** One way, for what leaves {@code from} at {@code time}. */
    long latency(Node from, Node to, long time) {
        if (from == to) {
            return 0;
        }
        long usual = from.link().latency().toNanos();
        return disturbances.any() ? usual + disturbances.extraLatency(from, to, time) : usual;
    }

    /**
     * When what would come from {@code from} to {@code to} at {@code time} really does: at once, or with the first
     * retransmission after the partition in its way; {@link EventLoop#NEVER} if TCP gives up before.
     */
    long passable(Node from, Node to, long time) {
        if (from == to || !disturbances.anyCut()) {
            return time;
        }
        long attempt = time;
        long wait = FIRST_RETRY + 2 * from.link().latency().toNanos();
        while (disturbances.blocked(from, to, attempt)) {
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
}
