package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Members of a group that lives on, and their coordinator, in a simulated network. */
final class ElasticMembers {
    /** What a member does. */
    interface Program {
        void run(ElasticGroup group, SimulatedWorld world) throws InterruptedException;
    }

    static final String COORDINATOR = "coordinator";
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Endpoint ENDPOINT = new Endpoint(COORDINATOR, 4000);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    final SimulationResult result;
    /** By what members failed, by name. */
    final Map<String, GossamerException> failures = new TreeMap<>();

    ElasticMembers(long seed, Link link, FaultSchedule faults, List<String> names, Program program) {
        Simulation simulation =
                new Simulation(SimulationConfig.of(seed, link).withShuffling().withFaults(faults));
        simulation.addNode(COORDINATOR, world -> {
            try (ViewCoordinator coordinator =
                    new ViewCoordinator(world, ENDPOINT, Invitations.standing(world, "token"), TIMEOUT)) {
                coordinator.run();
            }
        });
        for (String name : names) {
            simulation.addNode(name, world -> live(world, name, program));
        }
        result = simulation.run(LIMIT);
    }

    private void live(SimulatedWorld world, String name, Program program) throws InterruptedException {
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
        try (ElasticGroup group = Rendezvous.enter(world, ENDPOINT, request)) {
            program.run(group, world);
        } catch (GossamerException e) {
            failures.put(name, e);
        }
    }

    /** That all members ended by themselves, but for those that faults ended. */
    void requireEnded() {
        result.outcomes().forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed failed && !name.equals(COORDINATOR)) {
                throw new AssertionError(name + " failed", failed.cause());
            }
            if (!name.equals(COORDINATOR) && !(outcome instanceof Outcome.Killed)) {
                assertThat(outcome).as(name).isInstanceOf(Outcome.Returned.class);
            }
        });
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "member" + i).toList();
    }

    /** Waits until so many are in. */
    static void await(ElasticGroup group, int size) throws InterruptedException {
        while (group.size() < size) {
            group.admit();
        }
    }

    /** One all-reduce by itself. */
    static int reduce(ElasticGroup group, AllReduce operation) throws InterruptedException {
        return switch (operation.encoding()) {
            case AllReduce.Encoding.Dense dense ->
                group.allReduce(operation.source(), operation.target(), operation.reduction(), dense.kind());
            case AllReduce.Encoding.Quantised coded ->
                group.allReduceQuantised(
                        operation.source(),
                        operation.target(),
                        operation.reduction(),
                        coded.quantiser(),
                        coded.random());
        };
    }
}
