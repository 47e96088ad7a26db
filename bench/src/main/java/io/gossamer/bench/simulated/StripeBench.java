package io.gossamer.bench.simulated;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.stripe.StripedWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/** Several connections for one, where a single one is limited by its window. */
public final class StripeBench {
    /** What TCP can have under way without window scaling (RFC 9293, 3.1). */
    private static final int WINDOW = 64 << 10;

    private static final int CHUNK = 4 << 10;
    private static final Link LINE = new Link(new Bandwidth(100e6), Duration.ofMillis(25), 0);
    private static final long BYTES = 8L << 20;
    private static final int MEMBERS = 2;
    private static final int CONNECTIONS = 8;
    private static final OptionalDouble FOUR_TIMES_AS_FAST = OptionalDouble.of(1 / 4.0);
    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final String TOKEN = "token";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double NANOS = 1e9;

    private StripeBench() {}

    public static Table run() {
        Rounds once = new Rounds(new double[] {seconds(CONNECTIONS)}, new double[] {seconds(1)});
        return new Table(
                "Several connections for one",
                "All-reduce of a group that lives on between two nodes, simulated: 100 Mbit/s, 25 ms each way, and no more"
                        + " than 64 KiB under way on a connection.",
                List.of(Comparison.of("8 MiB over 8 connections", "1 connection", once, FOUR_TIMES_AS_FAST, 0)));
    }

    /** What an all-reduce takes over so many connections for each. */
    static double seconds(int connections) {
        AtomicLong longest = new AtomicLong();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINE).withWindow(WINDOW, CHUNK));
        simulation.addNode(COORDINATOR.host(), world -> coordinate(new StripedWorld(world, connections)));
        for (int i = 0; i < MEMBERS; i++) {
            String name = "member" + i;
            simulation.addNode(
                    name,
                    world -> longest.accumulateAndGet(sum(new StripedWorld(world, connections), name), Math::max));
        }
        simulation.run(LIMIT);
        return longest.get() / NANOS;
    }

    private static void coordinate(World world) throws Exception {
        Invitations invitations = Invitations.standing(world, TOKEN);
        try (ViewCoordinator coordinator = new ViewCoordinator(world, COORDINATOR, invitations, TIMEOUT)) {
            coordinator.run();
        }
    }

    /** Nanoseconds of one all-reduce after all have come. */
    private static long sum(World world, String name) throws InterruptedException {
        JoinRequest request = new JoinRequest(TOKEN, OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
        try (ElasticGroup group = Rendezvous.enter(world, COORDINATOR, request)) {
            while (group.size() < MEMBERS) {
                group.admit();
            }
            return TimedSum.nanos(group, BYTES);
        }
    }
}
