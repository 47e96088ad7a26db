package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.shape.PairRates.Pair;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the order of a ring is worth: the traffic of a ring all-reduce between two regions, in virtual time. */
class RingPaceTest {
    private static final int PORT = 4000;
    private static final int NODES = 8;
    private static final int CHUNK = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Link LINE = new Link(new Bandwidth(200e6), Duration.ofMillis(2), 0);
    private static final double WITHIN = 100e6;

    private static boolean crosses(int from, int to) {
        return from % 2 != to % 2;
    }

    private static long crossings(Ring ring) {
        return ring.order().stream()
                .filter(node -> crosses(node, ring.next(node)))
                .count();
    }

    /** Within a region 100 Mbit/s; between them, each pair for itself, 10 to 45. */
    private static PairRates independentWays() {
        Map<Pair, Bandwidth> rates = new HashMap<>();
        for (int from = 0; from < NODES; from++) {
            for (int to = 0; to < NODES; to++) {
                double between = 10e6 + (from * 5 + to * 3) % 8 * 5e6;
                rates.put(new Pair(from, to), new Bandwidth(crosses(from, to) ? between : WITHIN));
            }
        }
        return new PairRates(rates);
    }

    /** Within a region 100 Mbit/s; those that cross in one direction share a line of 40 fairly. */
    private static PairRates sharedTrunk(Ring ring) {
        Map<Pair, Bandwidth> rates = new HashMap<>();
        for (int node = 0; node < NODES; node++) {
            int next = ring.next(node);
            double share = 40e6 / (crossings(ring) / 2.0);
            rates.put(new Pair(node, next), new Bandwidth(crosses(node, next) ? share : WITHIN));
        }
        return new PairRates(rates);
    }

    private static CostMatrix costs(PairRates rates) {
        double[][] seconds = new double[NODES][NODES];
        for (int from = 0; from < NODES; from++) {
            for (int to = 0; to < NODES; to++) {
                seconds[from][to] =
                        CHUNK * 8.0 / rates.rate(from, to).orElseThrow().bitsPerSecond();
            }
        }
        return CostMatrix.of(seconds);
    }

    /** How long 2 (n - 1) steps take in which every node sends a chunk to the next. */
    private static double allReduceSeconds(Ring ring, PairRates rates) {
        SimulationConfig config = SimulationConfig.of(1, LINE).withCarried(0);
        return seconds(config, ring, rates, Collections.nCopies(NODES, LINE), CHUNK, 2 * (NODES - 1));
    }

    private static double seconds(
            SimulationConfig config, Ring ring, PairRates rates, List<Link> lines, int bytes, int steps) {
        Simulation simulation = new Simulation(config);
        for (int node = 0; node < NODES; node++) {
            int self = node;
            simulation.addNode("node" + node, lines.get(node), Duration.ZERO, world -> {
                Listener listener = world.listen(new Endpoint("node" + self, PORT));
                Connection next = world.connect(new Endpoint("node" + ring.next(self), PORT), PATIENCE);
                rates.rate(self, ring.next(self)).ifPresent(next::cap);
                Connection previous = listener.accept(PATIENCE).orElseThrow();
                MemorySegment chunk = MemorySegment.ofArray(new byte[bytes]);
                for (int step = 0; step < steps; step++) {
                    next.send(chunk);
                    previous.receive(chunk, PATIENCE);
                }
            });
        }
        return simulation.run(PATIENCE).requireReturned().time().toNanos() / 1e9;
    }

    @Test
    void overIndependentWaysTheBottleneckRules() {
        PairRates rates = independentWays();
        CostMatrix costs = costs(rates);
        Ring best = new RingSolver(Objective.BOTTLENECK, 1).solve(costs).orElseThrow();
        Ring worst = worst(costs);
        assertThat(crossings(best)).isEqualTo(2);
        double gain = worst.cost(costs).bottleneck() / best.cost(costs).bottleneck();
        double simulated = allReduceSeconds(worst, rates) / allReduceSeconds(best, rates);
        assertThat(gain).isGreaterThan(1.5);
        assertThat(simulated).isGreaterThan(1.5);
    }

    private static Ring worst(CostMatrix costs) {
        RingCost cost = Rings.first(costs, Objective.BOTTLENECK.order().reversed());
        List<Ring> worst = new ArrayList<>();
        Rings.forEach(NODES, ring -> {
            if (worst.isEmpty() && ring.cost(costs).equals(cost)) {
                worst.add(ring);
            }
        });
        return worst.getFirst();
    }

    @Test
    void overASharedLineFewCrossingsRule() {
        Ring alternating = Ring.ascending(NODES);
        CostMatrix measuredOneByOne = costs(sharedByOne());
        for (Objective objective : Objective.values()) {
            Ring best = new RingSolver(objective, 1).solve(measuredOneByOne).orElseThrow();
            assertThat(crossings(best)).isEqualTo(2);
            double simulated =
                    allReduceSeconds(alternating, sharedTrunk(alternating)) / allReduceSeconds(best, sharedTrunk(best));
            assertThat(simulated).isGreaterThan(1.5);
        }
    }

    /** What probes see that have the line to themselves. */
    private static PairRates sharedByOne() {
        Map<Pair, Bandwidth> rates = new HashMap<>();
        for (int from = 0; from < NODES; from++) {
            for (int to = 0; to < NODES; to++) {
                rates.put(new Pair(from, to), new Bandwidth(crosses(from, to) ? 40e6 : WITHIN));
            }
        }
        return new PairRates(rates);
    }

    /** Lines of 2 to 40 ms and ways of 20 to 90 Mbit/s; the latency rules with the least bytes, one rate with the most. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 32 << 10, 128 << 10, 1 << 20})
    void aStepTakesTheSlowestTransmissionOrTheMeanOfAll(int bytes) {
        Ring ring = Ring.of(0, 3, 6, 1, 4, 7, 2, 5);
        List<Link> lines = new ArrayList<>();
        Map<Pair, Bandwidth> rates = new HashMap<>();
        Map<Pair, PathSample> samples = new HashMap<>();
        for (int from = 0; from < NODES; from++) {
            Duration latency = Duration.ofMillis(2 + 19 * (from % 3));
            lines.add(new Link(LINE.rate(), latency, 0));
            for (int to = 0; to < NODES; to++) {
                if (to != from) {
                    Bandwidth rate = new Bandwidth(20e6 + 10e6 * ((from + 3 * to) % 8));
                    rates.put(new Pair(from, to), rate);
                    samples.put(new Pair(from, to), new PathSample.Measured(rate, latency));
                }
            }
        }
        int steps = 20 * (NODES - 1);
        // A capped path that is idle lets the first piece of a message pass unpaced, so pieces are small here.
        SimulationConfig config =
                SimulationConfig.of(1, LINE).withWindow(8 << 20, 1 << 10).withCarried(0);
        double simulated = seconds(config, ring, new PairRates(rates), lines, bytes, steps) / steps;
        double predicted = PathTable.empty(NODES).with(samples).stepSeconds(ring, bytes);
        assertThat(simulated).isCloseTo(predicted, withinPercentage(10));
    }
}
