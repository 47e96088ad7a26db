package io.gossamer.net.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.FaultSchedule.Kind;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SeedSweep;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What Raft promises, whatever happens to machines and lines, and how soon a lost leader is followed. */
class RaftInSimulationTest {
    private static final Link LINK = new Link(new Bandwidth(100e6), Duration.ofMillis(20), 0);
    private static final Duration HORIZON = Duration.ofSeconds(15);
    /** Retries of what was lost in a partition double, so they may come as long after it as it lasted. */
    private static final Duration END = Duration.ofSeconds(40);

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long SEEDS = 200;

    private static final FaultSchedule.Mix MIX = FaultSchedule.Mix.NONE
            .with(Kind.CRASH, 2)
            .with(Kind.PARTITION, 2)
            .with(Kind.DELAY, 2)
            .with(Kind.LOSS, 1)
            .with(Kind.FREEZE, 2)
            .with(Kind.CLOCK, 2);

    private static List<String> names(int size) {
        return IntStream.range(0, size).mapToObj(SimulatedReplica::name).toList();
    }

    /** Runs replicas, and checks that all is as promised. */
    private static Witnesses run(int size, long seed, FaultSchedule faults, Duration end) {
        Witnesses witnesses = new Witnesses();
        Simulation simulation =
                new Simulation(SimulationConfig.of(seed, LINK).withShuffling().withFaults(faults));
        for (int i = 0; i < size; i++) {
            int replica = i;
            simulation.addNode(
                    SimulatedReplica.name(i),
                    world -> new SimulatedReplica(world, replica, size, seed, witnesses, end).run());
        }
        SimulationResult result = simulation.run(end.plus(Duration.ofMinutes(1)));
        Set<Integer> alive = IntStream.range(0, size)
                .filter(i -> !(result.outcome(SimulatedReplica.name(i)) instanceof Outcome.Killed))
                .boxed()
                .collect(Collectors.toSet());
        for (int replica : alive) {
            if (result.outcome(SimulatedReplica.name(replica)) instanceof Outcome.Failed failed) {
                throw new AssertionError("replica " + replica + " failed at " + failed.at(), failed.cause());
            }
        }
        witnesses.requireAgreement(alive, (int) end.toSeconds());
        return witnesses;
    }

    @Test
    void oneReplicaLeadsAtOnce() {
        Witnesses witnesses = run(1, 1, FaultSchedule.NONE, Duration.ofSeconds(5));
        assertThat(witnesses.terms()).isEqualTo(1);
        assertThat(witnesses.serving()).first().isEqualTo(Duration.ZERO);
    }

    @Test
    void undisturbedReplicasKeepTheirLeader() {
        for (int size = 2; size <= 5; size++) {
            assertThat(run(size, size, FaultSchedule.NONE, END).terms())
                    .as("terms with a leader among %d", size)
                    .isEqualTo(1);
        }
    }

    @Test
    void threeReplicasKeepTheirPromises() throws InterruptedException {
        new SeedSweep(names(3), HORIZON, MIX)
                .run(SeedSweep.Seeds.fresh(SEEDS), (seed, faults) -> run(3, seed, faults, END));
    }

    @Test
    void fiveReplicasKeepTheirPromises() throws InterruptedException {
        new SeedSweep(names(5), HORIZON, MIX.with(Kind.POWER_LOSS, 1).with(Kind.KILL, 1))
                .run(SeedSweep.Seeds.fresh(SEEDS / 4), (seed, faults) -> run(5, seed, faults, END));
    }

    @Test
    void aReplicaThatWasCutOffUnseatsNobodyWhenItIsBack() {
        for (long seed = 0; seed < 5; seed++) {
            Witnesses before = run(3, seed, FaultSchedule.NONE, Duration.ofSeconds(4));
            int follower = (before.lastLeader() + 1) % 3;
            String name = SimulatedReplica.name(follower);
            String others =
                    names(3).stream().filter(other -> !other.equals(name)).collect(Collectors.joining(","));
            FaultSchedule cut = FaultSchedule.parse("partition " + name + " | " + others + " for 10s at 4s");
            assertThat(run(3, seed, cut, END).terms())
                    .as("terms, seed %d", seed)
                    .isEqualTo(before.terms());
        }
    }

    @Test
    void aLostLeaderIsFollowedWithinTheBound() {
        List<Duration> takeovers = new ArrayList<>();
        Duration loss = Duration.ofSeconds(8);
        for (long seed = 0; seed < 20; seed++) {
            Witnesses before = run(3, seed, FaultSchedule.NONE, loss);
            String name = SimulatedReplica.name(before.lastLeader());
            FaultSchedule faults = FaultSchedule.parse((seed % 2 == 0 ? "kill " : "poweroff ") + name + " at 8s");
            Duration served = run(3, seed, faults, Duration.ofSeconds(30)).serving().stream()
                    .filter(moment -> moment.compareTo(loss) > 0)
                    .findFirst()
                    .orElseThrow();
            takeovers.add(served.minus(loss));
        }
        takeovers.sort(null);
        // Who stands first is elected within a few round trips, even if the other stands within the first of them.
        assertThat(takeovers.get(takeovers.size() / 2)).isLessThan(Timing.DEFAULT.longest());
        assertThat(takeovers.getLast())
                .isLessThan(Timing.DEFAULT.longest().plus(LINK.latency().multipliedBy(10)));
        assertThat(takeovers.getFirst()).isGreaterThan(Duration.ofMillis(500));
    }
}
