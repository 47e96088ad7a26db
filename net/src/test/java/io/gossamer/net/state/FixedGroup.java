package io.gossamer.net.state;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.collective.Group;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.world.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Members that are given from the start, in a simulated network. */
final class FixedGroup<T> {
    /** What a member does. */
    interface Program<T> {
        T run(Group group) throws InterruptedException;
    }

    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Link LINK = new Link(new Bandwidth(100e6), Duration.ofMillis(10), 0);

    /** What members returned, by rank. */
    final Map<Integer, T> results = new TreeMap<>();
    /** By what members failed, by rank. */
    final Map<Integer, GossamerException> failures = new TreeMap<>();

    FixedGroup(long seed, int size, Program<T> program) {
        Simulation simulation = new Simulation(SimulationConfig.of(seed, LINK).withShuffling());
        simulation.addNode(COORDINATOR.host(), world -> {
            try (Coordinator coordinator = new Coordinator(world, COORDINATOR, size, "token", TIMEOUT)) {
                coordinator.run();
            } catch (GossamerException e) {
                failures.put(-1, e);
            }
        });
        for (int i = 0; i < size; i++) {
            int rank = i;
            JoinRequest request =
                    new JoinRequest("token", OptionalInt.of(rank), "pid " + rank, TIMEOUT, PairRates.NONE);
            simulation.addNode("member" + rank, world -> {
                try (Group group = Rendezvous.join(world, COORDINATOR, request)) {
                    results.put(rank, program.run(group));
                } catch (GossamerException e) {
                    failures.put(rank, e);
                }
            });
        }
        simulation.run(LIMIT).requireReturned();
        failures.remove(-1);
    }
}
