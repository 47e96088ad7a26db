package io.gossamer.net.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.AllowList;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.admission.Limits;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same in virtual time, with every fault that the simulation knows. */
class SecureWorldInSimulationTest {
    private static final Endpoint HOST = new Endpoint("host", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0.01);
    private static final List<NodeKey> KEYS =
            Stream.generate(NodeKey::create).limit(6).toList();
    private static final AllowList KNOWN =
            new AllowList(KEYS.stream().map(NodeKey::id).toList());

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long KILLS = Long.getLong("gossamer.seeds", 60);

    private final List<Refusal> refusals = new ArrayList<>();

    private SecureWorld secure(World below, int key) {
        return new SecureWorld(below, KEYS.get(key), KNOWN, Limits.DEFAULT, new SecureRandom(), refusals::add);
    }

    private interface Meeting {
        void run(SecureWorld world, Connection connection) throws IOException, InterruptedException;
    }

    private SimulationResult meet(SimulationConfig config, Meeting host, Meeting guest) {
        Simulation simulation = new Simulation(config);
        simulation.addNode("host", world -> {
            SecureWorld secure = secure(world, 0);
            try (Listener listener = secure.listen(HOST)) {
                host.run(secure, listener.accept(LIMIT).orElseThrow());
            }
            secure.close();
        });
        simulation.addNode("guest", world -> {
            SecureWorld secure = secure(world, 1);
            guest.run(secure, secure.connect(HOST, TIMEOUT));
            secure.close();
        });
        return simulation.run(LIMIT);
    }

    @Test
    void nodesMeetAndTalkInVirtualTime() {
        byte[] bytes = new byte[1_000_000];
        bytes[999_999] = 42;
        byte[] heard = new byte[1_000_000];
        SimulationResult result = meet(
                SimulationConfig.of(1, LINK),
                (world, connection) -> {
                    assertThat(Identified.peerOf(connection))
                            .contains(KEYS.get(1).id());
                    connection.receive(MemorySegment.ofArray(heard), TIMEOUT);
                    connection.send(MemorySegment.ofArray(new byte[1]));
                },
                (world, connection) -> {
                    connection.send(MemorySegment.ofArray(bytes));
                    connection.receive(MemorySegment.ofArray(new byte[1]), TIMEOUT);
                });
        result.requireReturned();
        assertThat(heard).isEqualTo(bytes);
        // 8 Mbit at 20 Mbit/s, one in a hundred packets twice, three round trips to meet and one to talk.
        assertThat(result.time()).isBetween(Duration.ofMillis(480), Duration.ofMillis(900));
    }

    @Test
    void theRandomnessOfKeysChangesNoSchedule() {
        for (long seed = 0; seed < 5; seed++) {
            SimulationResult first = ring(seed);
            SimulationResult second = ring(seed);
            first.requireReturned();
            assertThat(second.traceHash()).as("seed %d", seed).isEqualTo(first.traceHash());
            assertThat(second.time()).as("seed %d", seed).isEqualTo(first.time());
            assertThat(second.events()).as("seed %d", seed).isEqualTo(first.events());
        }
    }

    private SimulationResult ring(long seed) {
        return new Run(SimulationConfig.of(seed, LINK).withShuffling(), 3).result;
    }

    @Test
    void aSilentHostIsGivenUp() {
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        simulation.addNode("host", world -> {
            try (Listener listener = world.listen(HOST)) {
                Connection connection = listener.accept(LIMIT).orElseThrow();
                world.sleep(TIMEOUT.multipliedBy(2));
                connection.close();
            }
        });
        simulation.addNode("guest", world -> {
            SecureWorld secure = secure(world, 1);
            assertThatThrownBy(() -> secure.connect(HOST, TIMEOUT)).isInstanceOf(IOException.class);
            assertThat(world.elapsed()).isBetween(TIMEOUT, TIMEOUT.plusMillis(1));
        });
        simulation.run(LIMIT).requireReturned();
    }

    @Test
    void aNodeThatIsNotKnownHearsWhyAndTheHostGoesOn() {
        NodeKey stranger = NodeKey.create();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        simulation.addNode("host", world -> {
            SecureWorld secure = secure(world, 0);
            try (Listener listener = secure.listen(HOST)) {
                Connection connection = listener.accept(LIMIT).orElseThrow();
                assertThat(Identified.peerOf(connection)).contains(KEYS.get(1).id());
            }
        });
        simulation.addNode("stranger", world -> {
            SecureWorld secure = new SecureWorld(world, stranger, KNOWN);
            assertThatThrownBy(() -> secure.connect(HOST, TIMEOUT))
                    .isInstanceOf(HandshakeException.class)
                    .hasMessageContaining(stranger.id().brief() + " is not on the list");
        });
        simulation.addNode("guest", LINK, Duration.ofSeconds(2), world -> {
            try (Connection connection = secure(world, 1).connect(HOST, TIMEOUT)) {
                assertThat(Identified.peerOf(connection))
                        .contains(KEYS.getFirst().id());
            }
        });
        simulation.run(LIMIT).requireReturned();
        assertThat(refusals).hasSize(1);
        assertThat(refusals.getFirst().node()).contains(stranger.id());
    }

    @Test
    void aRunOverTlsWorksAndAKilledWorkerIsNamedByTheOthers() {
        for (long seed = 0; seed < KILLS; seed++) {
            int size = 2 + (int) (seed % 4);
            int victim = RandomStream.of(seed, Purpose.TEST, -1, 1, 0).nextInt(size);
            Duration at = Duration.ofMillis(
                    RandomStream.of(seed, Purpose.TEST, -1, 2, 0).nextInt(3000));
            SimulationConfig config = SimulationConfig.of(seed, LINK)
                    .withShuffling()
                    .withFaults(FaultSchedule.of(new Fault.Kill(at, "worker" + victim)));
            Run run = new Run(config, size);
            assertThat(run.failures).as("seed %d", seed).hasSize(size);
            run.failures.forEach((node, failure) -> assertThat(failure)
                    .satisfiesAnyOf(
                            e -> assertThat(e)
                                    .isInstanceOfSatisfying(
                                            PeerFailureException.class,
                                            lost -> assertThat(lost.rank()).isEqualTo(victim)),
                            e -> assertThat(e).hasMessageContaining("workers came within")));
        }
    }

    /** A coordinator and some workers, each with a key, that reduce for a while. */
    private final class Run {
        private final Map<String, Exception> failures = new TreeMap<>();
        private final SimulationResult result;

        Run(SimulationConfig config, int size) {
            Simulation simulation = new Simulation(config);
            simulation.addNode("host", world -> coordinate(world, size));
            for (int rank = 0; rank < size; rank++) {
                int self = rank;
                simulation.addNode("worker" + rank, world -> work(world, self));
            }
            result = simulation.run(LIMIT);
        }

        private void coordinate(SimulatedWorld below, int size) throws IOException, InterruptedException {
            try (SecureWorld world = secure(below, 0);
                    Coordinator coordinator = new Coordinator(world, HOST, size, "token", TIMEOUT)) {
                coordinator.run();
            } catch (RuntimeException e) {
                failures.put("host", e);
            }
        }

        private void work(SimulatedWorld below, int rank) throws InterruptedException {
            JoinRequest request =
                    new JoinRequest("token", OptionalInt.of(rank), "worker" + rank, TIMEOUT, PairRates.NONE);
            try (SecureWorld world = secure(below, 1 + rank);
                    Group group = Rendezvous.join(world, HOST, request)) {
                for (int round = 0; round < 20; round++) {
                    float[] values = {group.rank() + 1};
                    group.allReduceSum(MemorySegment.ofArray(values), Kind.DENSE);
                    world.sleep(Duration.ofMillis(150));
                }
                group.barrier();
            } catch (RuntimeException e) {
                failures.put("worker" + rank, e);
            }
        }
    }
}
