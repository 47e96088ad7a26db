package io.gossamer.net.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.topology.PathSample;
import io.gossamer.net.topology.ProbeSettings;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A running group in two regions that a narrow line joins. */
class RingTunerTest {
    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Link LINE = new Link(new Bandwidth(200e6), Duration.ofMillis(2), 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final ProbeSettings PROBE = new ProbeSettings(2, Duration.ofMillis(300), 1 << 20);
    private static final int FLOATS = 1 << 18;
    private static final int MEMBERS = 6;
    private static final String NARROW = "throttle west0,west1,west2 | east0,east1,east2 20mbit";

    /** Seconds of a sum before and after, by member. */
    private final Map<String, double[]> seconds = new HashMap<>();

    private final Map<String, List<Integer>> rings = new TreeMap<>();

    /** They come from the regions by turns, so the ring crosses the narrow line all the time. */
    private static String name(int member) {
        return (member % 2 == 0 ? "west" : "east") + member / 2;
    }

    private SimulationResult run(String faults) {
        Simulation simulation =
                new Simulation(SimulationConfig.of(1, LINE).withShuffling().withFaults(FaultSchedule.parse(faults)));
        simulation.addNode(COORDINATOR.host(), world -> {
            try (ViewCoordinator coordinator =
                    new ViewCoordinator(world, COORDINATOR, Invitations.standing(world, "token"), TIMEOUT)) {
                coordinator.run();
            }
        });
        for (int member = 0; member < MEMBERS; member++) {
            String name = name(member);
            Duration start = Duration.ofMillis(100L * member);
            simulation.addNode(name, LINE, start, world -> work(world, name));
        }
        return simulation.run(LIMIT);
    }

    private void work(World world, String name) throws InterruptedException {
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
        try (ElasticGroup group = Rendezvous.enter(world, COORDINATOR, request)) {
            while (group.exchange().length < MEMBERS) {
                group.admit();
            }
            double before = sum(world, group);
            new RingTuner(group, PROBE, FLOATS * Float.BYTES).tune();
            double after = sum(world, group);
            seconds.put(name, new double[] {before, after});
            rings.put(name, group.contributors());
        }
    }

    private static double sum(World world, ElasticGroup group) throws InterruptedException {
        float[] values = new float[FLOATS];
        values[1] = 1;
        group.barrier();
        long start = world.nanoTime();
        int count = group.allReduceSum(MemorySegment.ofArray(values), Kind.DENSE);
        group.barrier();
        assertThat(values[1]).isEqualTo(count);
        return (world.nanoTime() - start) / 1e9;
    }

    @Test
    void theRingCrossesTheNarrowLineOnceEachWay() {
        run(NARROW);
        assertThat(seconds).hasSize(MEMBERS);
        assertThat(rings.values()).containsOnly(rings.get("west0"));
        List<Integer> ring = new ArrayList<>(rings.get("west0"));
        assertThat(ring).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
        long crossings = 0;
        for (int place = 0; place < MEMBERS; place++) {
            crossings += (ring.get(place) + ring.get((place + 1) % MEMBERS)) % 2;
        }
        assertThat(crossings).isEqualTo(2);
        seconds.forEach(
                (name, times) -> assertThat(times[0] / times[1]).as(name).isGreaterThan(1.5));
    }

    @Test
    void aWayThatCannotBeIsNone() {
        for (double rate : new double[] {0, 0.5, -3, Double.NaN, 1e19}) {
            assertThat(RingTuner.way(Double.doubleToRawLongBits(rate), 5)).isInstanceOf(PathSample.Unreachable.class);
        }
        assertThat(RingTuner.way(Double.doubleToRawLongBits(1e6), -1)).isInstanceOf(PathSample.Unreachable.class);
        assertThat(RingTuner.way(Double.doubleToRawLongBits(1e6), 5))
                .isEqualTo(new PathSample.Measured(new Bandwidth(1e6), Duration.ofNanos(5)));
    }

    @Test
    void whoIsLostWhileTheWaysAreMeasuredCostsTheAttemptAlone() {
        SimulationResult result = run(NARROW + "; kill east1 at 3s");
        assertThat(result.outcome("east1")).isInstanceOf(Outcome.Killed.class);
        assertThat(seconds.keySet()).containsExactlyInAnyOrder("west0", "west1", "west2", "east0", "east2");
        assertThat(rings.values()).containsOnly(rings.get("west0"));
    }
}
