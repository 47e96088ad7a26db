package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.raft.DiskStorage;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A simulated group that adds up arrays, and the replicas of its coordinator. */
final class ReplicatedGroup {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration NEVER = Duration.ofDays(1);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofMillis(10);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final int PORT = 4000;

    private final long seed;
    private final List<Endpoint> replicas;
    private final Simulation simulation;
    private SimulationResult result;
    /** Nobody leads for longer than this. */
    private Duration doom = NEVER;

    private Duration patience = TIMEOUT;
    /** How many members have not ended. */
    private int left;

    /** What the members that came to the end ended with, and in which view. */
    final Map<String, Long> finished = new TreeMap<>();

    final Map<String, Long> lastViews = new TreeMap<>();
    /** The digests that members had, by step of a run. */
    private final Map<String, Map<String, Long>> digests = new TreeMap<>();

    /** Every view that a member was in, and when it was first seen. */
    final Map<Long, List<Long>> views = new TreeMap<>();

    final Map<Long, Duration> viewTimes = new TreeMap<>();

    ReplicatedGroup(long seed, int size, FaultSchedule faults) {
        this.seed = seed;
        this.replicas = IntStream.range(0, size)
                .mapToObj(i -> new Endpoint(replica(i), PORT))
                .toList();
        this.simulation =
                new Simulation(SimulationConfig.of(seed, LINK).withShuffling().withFaults(faults));
        for (int i = 0; i < size; i++) {
            int own = i;
            simulation.addNode(replica(i), world -> serve(world, own));
        }
    }

    static String replica(int number) {
        return "replica" + number;
    }

    static String member(int number) {
        return "member" + number;
    }

    /** Members wait so long for a leader, and for each other. */
    ReplicatedGroup withPatience(Duration changed) {
        patience = changed;
        return this;
    }

    /** Whichever replica leads then, or is the first to lead later, ends, as a process that is killed. */
    ReplicatedGroup withoutLeaderAt(Duration moment) {
        doom = moment;
        return this;
    }

    ReplicatedGroup withMember(int number, Duration start, int steps) {
        left++;
        simulation.addNode(member(number), LINK, start, world -> work(world, member(number), steps));
        return this;
    }

    ReplicatedGroup run() {
        result = simulation.run(LIMIT);
        result.outcomes().forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed failed && name.startsWith("replica")) {
                throw new AssertionError(name + " failed, seed " + seed, failed.cause());
            }
        });
        return this;
    }

    SimulationResult result() {
        return result;
    }

    private void serve(SimulatedWorld world, int own) throws IOException, InterruptedException {
        ReplicaSet set = new ReplicaSet(own, replicas, "replicas", new DiskStorage(world.disk()), Timing.DEFAULT, seed);
        try (ViewCoordinator coordinator =
                new ViewCoordinator(world, set, Invitations.standing(world, "token"), Charter.NONE, TIMEOUT)) {
            world.spawn("coordinator", () -> {
                try {
                    coordinator.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            while (left > 0 && (world.elapsed().compareTo(doom) < 0 || !coordinator.leads())) {
                world.sleep(GLANCE);
            }
            doom = left > 0 ? NEVER : doom;
        }
    }

    private void work(SimulatedWorld world, String name, int steps) throws InterruptedException {
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, patience, PairRates.NONE);
        // One address is enough to find the others, for as long as that one is there.
        List<Endpoint> known = world.elapsed().isZero()
                ? List.of(replicas.get(Math.floorMod(name.hashCode(), replicas.size())))
                : replicas;
        try (ElasticGroup group = Rendezvous.enter(world, known, request)) {
            AddingUp.State last = AddingUp.until(group, steps, name.hashCode(), state -> {
                see(name, state, group, world);
                world.sleep(Duration.ofMillis(100));
            });
            lastViews.put(name, group.view().number());
            finished.put(name, last.digest());
        } finally {
            left--;
        }
    }

    private void see(String name, AddingUp.State state, ElasticGroup group, SimulatedWorld world) {
        long number = group.view().number();
        List<Long> ring = group.view().ring();
        assertThat(views.computeIfAbsent(number, key -> ring))
                .as("view %d", number)
                .isEqualTo(ring);
        viewTimes.putIfAbsent(number, world.elapsed());
        digests.computeIfAbsent("step " + state.step() + " of run " + state.run(), key -> new TreeMap<>())
                .put(name, state.digest());
    }

    /** All that are alive finished, and nobody ever had another digest than another member at the same step. */
    ReplicatedGroup requireAgreement() {
        digests.forEach((moment, byName) -> assertThat(byName.values().stream().distinct())
                .as("seed %d, %s: %s", seed, moment, byName)
                .hasSize(1));
        result.outcomes().forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed failed) {
                throw new AssertionError(name + " failed, seed " + seed, failed.cause());
            }
            if (name.startsWith("member") && !(outcome instanceof Outcome.Killed)) {
                assertThat(outcome).as("%s, seed %d", name, seed).isInstanceOf(Outcome.Returned.class);
                assertThat(finished).as("seed %d", seed).containsKey(name);
            }
        });
        return this;
    }
}
