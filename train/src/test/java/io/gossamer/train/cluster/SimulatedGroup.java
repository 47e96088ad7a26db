package io.gossamer.train.cluster;

import io.gossamer.net.collective.Group;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Node;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Nodes that meet as real processes do, in one simulation.
 *
 * @param size number of nodes, {@code worker-0} and so on
 * @param silence after which a peer counts as lost
 */
public record SimulatedGroup(int size, long seed, String link, FaultSchedule faults, Duration silence) {
    private static final int PORT = 7000;
    private static final String TOKEN = "token";
    private static final Duration LIMIT = Duration.ofHours(10);

    /** A fast link without faults. */
    public static SimulatedGroup of(int size) {
        return new SimulatedGroup(size, 1, "1gbit,1ms", FaultSchedule.NONE, Duration.ofSeconds(30));
    }

    /** What a node does once it is joined to the others. */
    @FunctionalInterface
    public interface Program {
        void run(Group group) throws Exception;
    }

    public SimulationResult run(Program program) {
        Simulation simulation =
                new Simulation(SimulationConfig.of(seed, Link.parse(link)).withFaults(faults));
        Node coordinator = simulation.addNode(
                "coordinator",
                world -> new Coordinator(world, new Endpoint("0.0.0.0", PORT), size, TOKEN, silence).run());
        for (int rank = 0; rank < size; rank++) {
            JoinRequest request =
                    new JoinRequest(TOKEN, OptionalInt.of(rank), "simulated " + rank, silence, PairRates.NONE);
            simulation.addNode("worker-" + rank, world -> {
                try (Group group = Rendezvous.join(world, coordinator.endpoint(PORT), request)) {
                    program.run(group);
                }
            });
        }
        return simulation.run(LIMIT);
    }
}
