package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.shape.Link;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A deterministic simulation of a network of nodes in one JVM. The nodes run their real code against a {@link
 * SimulatedWorld}, one task at a time, in virtual time; links have the arithmetic of {@link
 * io.gossamer.net.shape.LinkClock}, as real ones do, and faults come from a schedule. The same seed and code give the
 * same run, event by event.
 *
 * <pre>{@code
 * Simulation simulation = new Simulation(SimulationConfig.of(7, Link.parse("20mbit,10ms")));
 * Node server = simulation.addNode("server", world -> serve(world.listen(new Endpoint("server", 80))));
 * simulation.addNode("client", world -> ask(world.connect(server.endpoint(80), timeout)));
 * simulation.run(Duration.ofMinutes(10)).requireReturned();
 * }</pre>
 */
public final class Simulation {
    private static final int SHUFFLE = 1;
    private static final int NODE = 2;

    private final SimulationConfig config;
    private final EventLoop loop;
    private final Network network;

    /** Nodes whose start is in the fault schedule. */
    private final Set<String> joiners;

    private boolean ran;

    public Simulation(SimulationConfig config) {
        this(config, Limits.DEFAULT);
    }

    Simulation(SimulationConfig config, Limits limits) {
        this.config = config;
        this.loop = new EventLoop(config.shuffled() ? stream(-1, SHUFFLE) : null, limits);
        this.network = new Network(loop, config);
        this.joiners = config.faults().faults().stream()
                .filter(Fault.Join.class::isInstance)
                .map(fault -> ((Fault.Join) fault).node())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Adds a node that starts at once. */
    public Node addNode(String name, NodeBody body) {
        return addNode(name, config.link(), Duration.ZERO, body);
    }

    /** Adds a node with an access line of its own that starts at {@code start}. */
    public Node addNode(String name, Link link, Duration start, NodeBody body) {
        if (ran) {
            throw new IllegalStateException("nodes are added before the run");
        }
        if (network.has(name)) {
            throw new GossamerException("There are two nodes named " + name, "Give each node a name of its own.");
        }
        if (!Node.isName(name)) {
            throw new GossamerException(
                    "'" + name + "' is no name of a node", "Use letters, digits and any of _ . : - for it.");
        }
        int id = network.nodes().size();
        Node node = new Node(network, name, id, link, body, stream(id, NODE));
        network.add(node);
        loop.nodeAdded();
        if (!joiners.contains(name)) {
            loop.post(start.toNanos(), node::start);
        }
        return node;
    }

    /**
     * Runs until every node has ended or {@code limit} of virtual time has passed. Nodes that run then are stopped.
     *
     * @throws DeadlockException if no task can ever go on
     */
    public SimulationResult run(Duration limit) {
        if (ran) {
            throw new IllegalStateException(
                    "a simulation runs once; build another one with the same seed to replay it");
        }
        ran = true;
        new FaultInjector(network).injectAll();
        try {
            loop.run(EventLoop.plus(0, limit));
            requireNoDeadlock();
        } catch (SimulationBrokenException e) {
            throw new GossamerException(
                    "The simulation with seed " + config.seed() + " broke at " + now() + ": " + e.getMessage(),
                    config.replay(),
                    e);
        } finally {
            network.nodes().forEach(Node::abandon);
            loop.unwind();
        }
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        network.nodes().forEach(node -> outcomes.put(node.name(), node.outcome().orElseThrow()));
        Map<String, NodeUsage> usage = new LinkedHashMap<>();
        network.nodes().forEach(node -> usage.put(node.name(), node.usage()));
        return new SimulationResult(
                config, now(), outcomes, usage, loop.fired(), loop.trace().hash());
    }

    private Duration now() {
        return Duration.ofNanos(loop.now());
    }

    private void requireNoDeadlock() {
        if (loop.deadlocked()) {
            List<String> waits = network.nodes().stream()
                    .flatMap(node -> node.process().stream())
                    .flatMap(process -> process.waits().stream())
                    .toList();
            throw new DeadlockException(config, now(), waits);
        }
    }

    private RandomStream stream(int node, int use) {
        return RandomStream.of(config.seed(), Purpose.NETWORK_FAULTS, node, use, 0);
    }
}
