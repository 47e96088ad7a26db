package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.raft.DiskStorage;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The replicas of a coordinator have one key, which whoever is invited knows. */
class InvitedToReplicasTest {
    private static final List<Endpoint> REPLICAS = IntStream.range(0, 3)
            .mapToObj(i -> new Endpoint("replica" + i, 4000))
            .toList();
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Charter CHARTER = new Charter("to add numbers up");
    private static final NodeKey HOST_KEY = NodeKey.create();
    private static final int GUESTS = 3;

    private final Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
    private final Map<String, Long> digests = new TreeMap<>();

    private static SecureWorld open(World below, NodeKey key) {
        return new SecureWorld(below, key, Admission.anybody());
    }

    private void addReplica(int own) {
        simulation.addNode(REPLICAS.get(own).host(), below -> serve(below, own));
    }

    private void serve(SimulatedWorld below, int own) throws IOException, InterruptedException {
        ReplicaSet set = new ReplicaSet(own, REPLICAS, "secret", new DiskStorage(below.disk()), Timing.DEFAULT, 1)
                .withNode(HOST_KEY.id());
        try (SecureWorld world = open(below, HOST_KEY);
                ViewCoordinator coordinator =
                        new ViewCoordinator(world, set, Invitations.standing(world, "token"), CHARTER, TIMEOUT)) {
            world.spawn("coordinator", () -> {
                try {
                    coordinator.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            awaitGuests(world);
        }
    }

    private void awaitGuests(World world) throws InterruptedException {
        while (digests.size() < GUESTS) {
            world.sleep(GLANCE);
        }
    }

    /** @param known where it looks for the group; it asks what this is for at each place that is {@code told} */
    private void addGuest(int number, List<Endpoint> known, List<Endpoint> told) {
        String name = "guest" + number;
        JoinRequest request =
                new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE).at(HOST_KEY.id());
        simulation.addNode(name, LINK, Duration.ofMillis(150L * number), below -> {
            try (SecureWorld world = open(below, NodeKey.create())) {
                for (Endpoint replica : told) {
                    assertThat(Rendezvous.ask(world, replica, request)).isEqualTo(CHARTER);
                }
                try (ElasticGroup group = Rendezvous.enter(world, known, request)) {
                    long digest = AddingUp.until(group, 100, name.hashCode(), state -> {})
                            .digest();
                    group.barrier();
                    digests.put(name, digest);
                }
            }
        });
    }

    private void requireAgreement() {
        assertThat(digests).hasSize(GUESTS);
        assertThat(digests.values()).containsOnly(digests.get("guest0"));
    }

    @Test
    void whicheverIsAskedTellsWhatTheGroupIsForAndShowsTheWayIn() {
        for (int own = 0; own < REPLICAS.size(); own++) {
            addReplica(own);
        }
        for (int guest = 0; guest < GUESTS; guest++) {
            addGuest(guest, List.of(REPLICAS.get(guest)), REPLICAS);
        }
        simulation.run(LIMIT).requireReturned();
        requireAgreement();
    }

    /** It might have taken the port of a replica that is lost. */
    @Test
    void whoIsInThePlaceOfOneIsToldNothingAndKeepsNobodyFromTheOthers() {
        List<Tag> heard = new ArrayList<>();
        List<String> visits = new ArrayList<>();
        NodeKey impostor = NodeKey.create();
        simulation.addNode(REPLICAS.getFirst().host(), below -> {
            try (SecureWorld world = open(below, impostor);
                    Listener listener = world.listen(REPLICAS.getFirst())) {
                while (digests.size() < GUESTS) {
                    Optional<Connection> visitor = listener.accept(GLANCE);
                    if (visitor.isPresent()) {
                        visits.add(visitor.get().remote().host());
                        listen(world, visitor.get(), heard);
                    }
                }
            }
        });
        addReplica(1);
        addReplica(2);
        for (int guest = 0; guest < GUESTS; guest++) {
            addGuest(guest, REPLICAS, List.of());
        }
        simulation.run(LIMIT).requireReturned();
        requireAgreement();
        assertThat(visits).contains("replica1", "replica2", "guest0");
        assertThat(heard).isEmpty();
    }

    private static void listen(World world, Connection visitor, List<Tag> heard) throws InterruptedException {
        try (FrameChannel line = new FrameChannel(world, visitor)) {
            heard.add(line.receiveHeader(LIMIT).tag());
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
        }
    }
}
