package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The whole life of a run in virtual time: workers find each other, work, and one of them may die at any moment. */
class RendezvousInSimulationTest {
    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long KILLS = Long.getLong("gossamer.seeds", 300);

    @Test
    void workersThatComeAtAnyTimeWorkTogetherAndLeave() {
        for (int size = 2; size <= 8; size++) {
            Map<Integer, Float> sums = new TreeMap<>();
            Link lossy = new Link(LINK.rate(), LINK.latency(), 0.01);
            Run run = new Run(SimulationConfig.of(size, lossy).withShuffling(), size, group -> {
                float[] values = {group.rank() + 1};
                group.allReduceSum(MemorySegment.ofArray(values), Kind.DENSE);
                group.barrier();
                sums.put(group.rank(), values[0]);
            });
            run.result.requireReturned();
            assertThat(run.failures).isEmpty();
            assertThat(sums).hasSize(size).containsValue(size * (size + 1) / 2f);
            assertThat(sums.values()).containsOnly(size * (size + 1) / 2f);
        }
    }

    @Test
    void aWorkerKilledAtAnyMomentIsNamedByAllOthers() {
        for (long seed = 0; seed < KILLS; seed++) {
            int size = 2 + (int) (seed % 7);
            int victim = RandomStream.of(seed, Purpose.TEST, -1, 1, 0).nextInt(size);
            Run run = killed(seed, size, "worker" + victim);
            Duration at = run.result.outcome("worker" + victim).at();
            assertThat(run.failures).as("seed %d", seed).hasSize(size).allSatisfy((node, failure) -> {
                assertThat(failure.at())
                        .isLessThan(later(at, run.startOfLast).plus(TIMEOUT).plusSeconds(1));
                // Who dies before all have met may leave no more than a run that is not complete.
                if (!(failure.cause() instanceof PeerFailureException)) {
                    assertThat(failure.cause()).hasMessageContaining("workers came within");
                    assertThat(at).isLessThan(run.startOfLast.plusSeconds(1));
                } else {
                    assertThat(((PeerFailureException) failure.cause()).rank()).isEqualTo(victim);
                }
            });
            if (seed % 20 == 0) {
                assertThat(killed(seed, size, "worker" + victim).result.traceHash())
                        .as("seed %d", seed)
                        .isEqualTo(run.result.traceHash());
            }
        }
    }

    @Test
    void theEndOfTheCoordinatorEndsTheRunAtAnyMoment() {
        for (long seed = 0; seed < 60; seed++) {
            int size = 2 + (int) (seed % 7);
            Run run = killed(seed, size, "coordinator");
            Duration at = run.result.outcome("coordinator").at();
            assertThat(run.failures).as("seed %d", seed).hasSize(size).allSatisfy((node, failure) -> {
                assertThat(failure.cause())
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining("oordinator");
                assertThat(failure.at())
                        .isLessThan(later(at, run.startOfLast).plus(TIMEOUT).plusSeconds(1));
            });
        }
    }

    private static Run killed(long seed, int size, String node) {
        Duration at = Duration.ofNanos(
                (long) (RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 1, 0).nextDouble() * 3e9));
        SimulationConfig config =
                SimulationConfig.of(seed, LINK).withShuffling().withFaults(FaultSchedule.of(new Fault.Kill(at, node)));
        return new Run(config, size, RendezvousInSimulationTest::workForEver);
    }

    private static void workForEver(Group group) throws InterruptedException {
        for (int step = 0; true; step++) {
            float[] values = new float[1 + step * 1234 % 9876];
            group.allReduceSum(MemorySegment.ofArray(values), Kind.DENSE);
            if (step % 3 == 0) {
                group.barrier();
            }
        }
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private interface Program {
        void run(Group group) throws InterruptedException;
    }

    private record Failure(Duration at, GossamerException cause) {}

    /** A coordinator and workers that start one after another, each at a random moment of the first second. */
    private static final class Run {
        final Map<String, Failure> failures = new TreeMap<>();
        final SimulationResult result;
        Duration startOfLast = Duration.ZERO;

        Run(SimulationConfig config, int size, Program program) {
            Simulation simulation = new Simulation(config);
            simulation.addNode(
                    COORDINATOR.host(),
                    world -> noting(world, () -> {
                        try (Coordinator coordinator = new Coordinator(world, COORDINATOR, size, "token", TIMEOUT)) {
                            coordinator.run();
                        }
                    }));
            RandomStream random = RandomStream.of(config.seed(), Purpose.TEST, -1, 0, 0);
            for (int rank = 0; rank < size; rank++) {
                JoinRequest request =
                        new JoinRequest("token", OptionalInt.of(rank), "pid " + rank, TIMEOUT, PairRates.NONE);
                Duration start = Duration.ofNanos((long) (random.nextDouble() * 1e9));
                startOfLast = later(startOfLast, start);
                simulation.addNode(
                        "worker" + rank,
                        config.link(),
                        start,
                        world -> noting(world, () -> {
                            try (Group group = Rendezvous.join(world, COORDINATOR, request)) {
                                program.run(group);
                            }
                        }));
            }
            result = simulation.run(LIMIT);
            assertThat(result.outcomes())
                    .as("seed %d", config.seed())
                    .allSatisfy((node, outcome) ->
                            assertThat(outcome).isInstanceOfAny(Outcome.Returned.class, Outcome.Killed.class));
        }

        private interface Life {
            void run() throws Exception;
        }

        private void noting(SimulatedWorld world, Life life) throws Exception {
            try {
                life.run();
            } catch (GossamerException e) {
                failures.put(world.node().name(), new Failure(world.elapsed(), e));
            }
        }
    }
}
