package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.link;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same seed gives the same run, event by event, whatever the threads of the machine do. */
class DeterminismTest {
    private static final int SEEDS = 200;
    private static final List<String> NAMES =
            IntStream.range(0, 6).mapToObj(i -> "node" + i).toList();
    private static final FaultSchedule.Mix MIX = new FaultSchedule.Mix(1, 1, 1, 1, 1)
            .with(FaultSchedule.Kind.CRASH, 1)
            .with(FaultSchedule.Kind.JOIN, 1)
            .with(FaultSchedule.Kind.LOSS, 1)
            .with(FaultSchedule.Kind.DELAY, 1)
            .with(FaultSchedule.Kind.CLOCK, 1);

    @Test
    void equalSeedsGiveEqualTracesAndDifferentSeedsDifferentOnes() {
        Set<Long> hashes = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulationResult first = gossip(seed);
            SimulationResult second = gossip(seed);
            assertThat(second.traceHash()).as("seed %d", seed).isEqualTo(first.traceHash());
            assertThat(second.time()).as("seed %d", seed).isEqualTo(first.time());
            assertThat(second.events()).as("seed %d", seed).isEqualTo(first.events());
            assertThat(second.outcomes().toString())
                    .as("seed %d", seed)
                    .isEqualTo(first.outcomes().toString());
            hashes.add(first.traceHash());
        }
        assertThat(hashes).hasSize(SEEDS);
    }

    @Test
    void shufflingAloneChangesTheScheduleWithTheSeed() {
        Set<Long> hashes = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            SimulationConfig config = SimulationConfig.of(seed, link(8e6, Duration.ofMillis(1)));
            assertThat(simultaneous(config).traceHash())
                    .isEqualTo(simultaneous(config).traceHash());
            hashes.add(simultaneous(config.withShuffling()).traceHash());
        }
        assertThat(hashes).hasSize(20);
    }

    /** Nodes that all do the same at the same time. */
    private static SimulationResult simultaneous(SimulationConfig config) {
        Simulation simulation = new Simulation(config);
        for (int i = 0; i < 8; i++) {
            simulation.addNode("node" + i, world -> {
                for (int step = 0; step < 5; step++) {
                    world.sleep(Duration.ofSeconds(1));
                }
            });
        }
        return simulation.run(HOUR).requireReturned();
    }

    private static SimulationResult gossip(long seed) {
        Link lossy = new Link(new Bandwidth(20e6), Duration.ofMillis(5), 0.01);
        SimulationConfig config = SimulationConfig.of(seed, lossy)
                .withShuffling()
                .withFaults(FaultSchedule.random(seed, NAMES, Duration.ofSeconds(10), MIX));
        Simulation simulation = new Simulation(config);
        for (int i = 0; i < NAMES.size(); i++) {
            RandomStream random = RandomStream.of(seed, Purpose.TEST, i, 0, 0);
            int self = i;
            simulation.addNode(NAMES.get(i), world -> {
                Listener listener = world.listen(new Endpoint(NAMES.get(self), PORT));
                Mailbox<Integer> heard = world.mailbox(4);
                world.spawn("door", () -> openDoor(world, listener, heard));
                for (int round = 0; round < 10; round++) {
                    tell(world, random);
                    heard.take(Duration.ofMillis(random.nextInt(300)));
                    world.compute(Duration.ofMillis(random.nextInt(500)));
                }
            });
        }
        return simulation.run(HOUR);
    }

    private static void openDoor(SimulatedWorld world, Listener listener, Mailbox<Integer> heard) {
        try {
            while (true) {
                Connection connection = listener.accept(HOUR).orElseThrow();
                world.spawn("ear", () -> listen(connection, heard));
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void listen(Connection connection, Mailbox<Integer> heard) {
        try (connection) {
            connection.receive(zeros(5000), Duration.ofSeconds(2));
            heard.put(connection.remote().port());
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(connection.remote().host());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void tell(SimulatedWorld world, RandomStream random) throws InterruptedException {
        String peer = NAMES.get(random.nextInt(NAMES.size()));
        try (Connection connection = world.connect(new Endpoint(peer, PORT), Duration.ofSeconds(1))) {
            connection.send(zeros(1 + random.nextInt(10_000)));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(peer);
        }
    }
}
