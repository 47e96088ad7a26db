package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of a simulation.
 *
 * @param config replays it
 * @param time how much virtual time it took
 * @param outcomes how each node ended, by name, in the order in which they were added
 * @param usage what each node did with its time and its line, by name, in the same order
 * @param events how many events the simulation worked off
 * @param traceHash a hash over all that happened, in order: equal for equal schedules
 */
public record SimulationResult(
        SimulationConfig config,
        Duration time,
        Map<String, Outcome> outcomes,
        Map<String, NodeUsage> usage,
        long events,
        long traceHash) {
    public SimulationResult {
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
        usage = Collections.unmodifiableMap(new LinkedHashMap<>(usage));
    }

    public long seed() {
        return config.seed();
    }

    /** How a node ended; the latest of its processes, if it had several. */
    public Outcome outcome(String node) {
        return outcomes.get(node);
    }

    public NodeUsage usage(String node) {
        return usage.get(node);
    }

    /**
     * Asserts that every node returned.
     *
     * @throws GossamerException that names the first node that did not, and the seed
     */
    public SimulationResult requireReturned() {
        outcomes.forEach((node, outcome) -> {
            if (!(outcome instanceof Outcome.Returned)) {
                Throwable cause = outcome instanceof Outcome.Failed failed ? failed.cause() : null;
                throw new GossamerException(
                        "In the simulation with seed " + seed() + ", node " + node + " did not return: " + outcome,
                        config.replay(),
                        cause);
            }
        });
        return this;
    }
}
