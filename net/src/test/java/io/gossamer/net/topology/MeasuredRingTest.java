package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates.Pair;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From nodes that know nothing of each other's lines to a ring, in virtual time, with one that fails on the way. */
class MeasuredRingTest {
    private static final int NODES = 5;
    private static final int VICTIM = 2;
    private static final int PORT = 4000;
    private static final byte[] SESSION = new byte[ProbeFrames.SESSION_BYTES];
    private static final ProbeSettings SETTINGS = new ProbeSettings(2, Duration.ofMillis(400), 1 << 20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long SEEDS = Long.getLong("gossamer.seeds", 40);

    private static Link line(int node) {
        return Link.parse((10 + 5 * node) + "mbit," + (4 + node) + "ms");
    }

    /** What node {@code self} learns of the ways to the others. */
    private static void measure(SimulatedWorld world, int self, Map<Pair, PathSample> samples) throws Exception {
        try (ProbeServer server = new ProbeServer(world, new Endpoint("node" + self, PORT), SESSION)) {
            world.spawn("serving", server::run);
            world.sleep(Duration.ofMillis(50));
            Prober prober = new Prober(world, SESSION, SETTINGS);
            for (Pair pair : PathTable.empty(NODES).missing()) {
                if (pair.from() == self) {
                    samples.put(pair, prober.measure(new Endpoint("node" + pair.to(), PORT), PATIENCE));
                }
            }
            world.sleep(PATIENCE);
        }
    }

    private static SimulationResult run(long seed, FaultSchedule faults, Map<Pair, PathSample> samples) {
        Simulation simulation = new Simulation(
                SimulationConfig.of(seed, line(0)).withShuffling().withFaults(faults));
        for (int node = 0; node < NODES; node++) {
            int self = node;
            simulation.addNode("node" + node, line(node), Duration.ZERO, world -> measure(world, self, samples));
        }
        return simulation.run(Duration.ofHours(1));
    }

    private static void assertMeasured(Pair pair, PathSample sample) {
        Link from = line(pair.from());
        Link to = line(pair.to());
        double rate = Math.min(from.rate().bitsPerSecond(), to.rate().bitsPerSecond());
        double latency = (from.latency().toNanos() + to.latency().toNanos()) / 2e9;
        assertThat(sample).as("%s", pair).isInstanceOfSatisfying(PathSample.Measured.class, way -> {
            assertThat(way.rate().bitsPerSecond()).isCloseTo(rate, withinPercentage(10));
            assertThat(way.latencySeconds()).isCloseTo(latency, withinPercentage(10));
        });
    }

    @Test
    void allWaysAreMeasuredAtOnceAsIfAlone() {
        Map<Pair, PathSample> samples = new HashMap<>();
        run(1, FaultSchedule.NONE, samples).requireReturned();
        samples.forEach(MeasuredRingTest::assertMeasured);
        PathTable table = PathTable.empty(NODES).with(samples);
        assertThat(table.missing()).isEmpty();
        RingAnswer answer = new RingSolver(Objective.BOTTLENECK, 1).solve(table.costs(1 << 20));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        RingAnswer.Found.class,
                        found -> assertThat(found.optimal()).isTrue());
    }

    @Test
    void theSurvivorsHaveARingWhateverBecomesOfOne() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Duration at = Duration.ofMillis(50 + seed * 271 % 3500);
            Fault fault =
                    seed % 2 == 0 ? new Fault.Kill(at, "node" + VICTIM) : new Fault.PowerLoss(at, "node" + VICTIM);
            Map<Pair, PathSample> samples = new HashMap<>();
            SimulationResult result = run(seed, FaultSchedule.of(fault), samples);
            for (int node = 0; node < NODES; node++) {
                Class<? extends Outcome> expected = node == VICTIM ? Outcome.Killed.class : Outcome.Returned.class;
                assertThat(result.outcome("node" + node)).as("seed %d", seed).isInstanceOf(expected);
            }
            PathTable table = PathTable.empty(NODES).with(samples);
            for (Pair pair : PathTable.empty(NODES).missing()) {
                if (pair.from() == VICTIM || pair.to() == VICTIM) {
                    table = table.with(pair.from(), pair.to(), new PathSample.Unreachable("it has gone"));
                } else {
                    assertThat(samples.get(pair)).as("seed %d", seed).isInstanceOf(PathSample.Measured.class);
                }
            }
            assertThat(new RingSolver(Objective.TOTAL, 1).solve(table.costs(1 << 20)))
                    .isEqualTo(new RingAnswer.None(List.of(List.of(VICTIM)), true));
        }
    }
}
