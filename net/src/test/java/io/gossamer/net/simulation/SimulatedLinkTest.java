package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.array;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.latency;
import static io.gossamer.net.simulation.Fixtures.link;
import static io.gossamer.net.simulation.Fixtures.pattern;
import static io.gossamer.net.simulation.Fixtures.simulation;
import static io.gossamer.net.simulation.Fixtures.since;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Task;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Virtual time against the arithmetic of lines, on paper. */
class SimulatedLinkTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void aMebibyteTakesItsBitsOverTheRateAndOneLatency() {
        Simulation simulation = simulation(link(8e6, Duration.ofMillis(10)));
        List<Duration> arrival = new ArrayList<>();
        simulation.addNode("receiver", world -> {
            Connection connection = acceptOne(world);
            MemorySegment bytes = zeros(MEBIBYTE);
            connection.receive(bytes, MINUTE);
            arrival.add(world.elapsed());
            assertThat(array(bytes)).isEqualTo(array(pattern(MEBIBYTE, 3)));
        });
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "receiver");
            assertThat(world.elapsed()).as("one round trip").isEqualTo(Duration.ofMillis(20));
            connection.send(pattern(MEBIBYTE, 3));
        });
        simulation.run(HOUR).requireReturned();
        assertThat(arrival).containsExactly(Duration.ofMillis(20 + 10).plusNanos(1_048_576_000));
    }

    @Test
    void twoSendersShareTheDownloadOfOneReceiver() {
        Simulation simulation = simulation(link(8e6, Duration.ofMillis(10)));
        List<Duration> arrivals = new ArrayList<>();
        simulation.addNode("receiver", world -> {
            try (Listener listener = world.listen(new Endpoint("receiver", PORT))) {
                for (int i = 0; i < 2; i++) {
                    Connection connection = listener.accept(MINUTE).orElseThrow();
                    world.spawn("from " + connection.remote(), () -> {
                        receiveAll(connection, MEBIBYTE);
                        arrivals.add(world.elapsed());
                    });
                }
                world.sleep(MINUTE);
            }
        });
        for (String name : List.of("one", "two")) {
            simulation.addNode(name, world -> dial(world, "receiver").send(zeros(MEBIBYTE)));
        }
        simulation.run(HOUR).requireReturned();
        assertThat(arrivals.getLast()).isEqualTo(Duration.ofMillis(30).plusNanos(2 * 1_048_576_000L));
        assertThat(arrivals.getFirst()).isEqualTo(arrivals.getLast().minusNanos((64 << 10) * 1000));
    }

    @Test
    void oneUploadIsSharedByAllPeersAndDownloadIsApart() {
        Simulation simulation = simulation(link(8e6, Duration.ofMillis(10)));
        List<Duration> arrivals = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            simulation.addNode(name, world -> {
                Connection connection = acceptOne(world);
                world.spawn("up", () -> sendAll(connection, MEBIBYTE));
                receiveAll(connection, MEBIBYTE);
                arrivals.add(world.elapsed());
            });
        }
        simulation.addNode("hub", world -> {
            Connection one = dial(world, "one");
            Connection two = dial(world, "two");
            sendAll(one, MEBIBYTE);
            sendAll(two, MEBIBYTE);
            receiveAll(one, MEBIBYTE);
            receiveAll(two, MEBIBYTE);
            assertThat(world.elapsed())
                    .as("its download was full duplex with its upload")
                    .isBetween(Duration.ofMillis(2100), Duration.ofMillis(2200));
        });
        simulation.run(HOUR).requireReturned();
        assertThat(arrivals)
                .containsExactly(
                        Duration.ofMillis(50).plusNanos(1_048_576_000),
                        Duration.ofMillis(50).plusNanos(2 * 1_048_576_000L));
    }

    @Test
    void connectionsThatSendAtOnceTakeTurnsOnTheUpload() {
        Simulation simulation = simulation(link(8e6, Duration.ofMillis(10)));
        List<Duration> arrivals = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            simulation.addNode(name, world -> {
                receiveAll(acceptOne(world), MEBIBYTE);
                arrivals.add(world.elapsed());
            });
        }
        simulation.addNode("hub", world -> {
            Connection one = dial(world, "one");
            Connection two = dial(world, "two");
            Task other = world.spawn("to one", () -> sendAll(one, MEBIBYTE));
            sendAll(two, MEBIBYTE);
            assertThat(other.join(MINUTE)).isTrue();
        });
        simulation.run(HOUR).requireReturned();
        Duration all = Duration.ofMillis(50).plusNanos(2 * 1_048_576_000L);
        assertThat(arrivals.getLast()).isEqualTo(all);
        assertThat(arrivals.getFirst())
                .as("the other one's last turn is the 100 ms that may wait, and the chunk that begins in them")
                .isBetween(all.minusMillis(100).minusNanos((64 << 10) * 1000), all);
    }

    @Test
    void theDefaultWindowFillsALongFatLink() {
        Simulation simulation = new Simulation(SimulationConfig.of(1, link(1e9, Duration.ofMillis(100))));
        simulation.addNode("receiver", world -> {
            receiveAll(acceptOne(world), 64 * MEBIBYTE);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(300).plusNanos(64L * MEBIBYTE * 8));
        });
        simulation.addNode("sender", world -> sendAll(dial(world, "receiver"), 64 * MEBIBYTE));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aSmallWindowLimitsTheRateToOneWindowPerRoundTrip() {
        SimulationConfig config = SimulationConfig.of(1, latency(50)).withWindow(64 << 10, 64 << 10);
        Simulation simulation = new Simulation(config);
        List<Duration> arrival = new ArrayList<>();
        simulation.addNode("receiver", world -> {
            receiveAll(acceptOne(world), MEBIBYTE);
            arrival.add(world.elapsed());
        });
        simulation.addNode("sender", world -> sendAll(dial(world, "receiver"), MEBIBYTE));
        simulation.run(HOUR).requireReturned();
        assertThat(arrival).containsExactly(Duration.ofMillis(100 + 15 * 100 + 50));
    }

    @Test
    void theSenderWaitsWhileNobodyReads() {
        Simulation simulation = simulation(latency(5));
        simulation.addNode("receiver", world -> {
            Connection connection = acceptOne(world);
            world.sleep(Duration.ofSeconds(10));
            receiveAll(connection, 2 * MEBIBYTE);
        });
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "receiver");
            long start = world.nanoTime();
            sendAll(connection, MEBIBYTE);
            assertThat(since(world, start)).as("a window's worth passes").isZero();
            sendAll(connection, MEBIBYTE);
            assertThat(world.elapsed())
                    .as("the receiver's 10 s, and the news of it")
                    .isEqualTo(Duration.ofMillis(10_020));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aReceiveLargerThanTheWindowIsFilled() {
        SimulationConfig config = SimulationConfig.of(1, latency(1)).withWindow(1000, 100);
        Simulation simulation = new Simulation(config);
        simulation.addNode("receiver", world -> {
            MemorySegment bytes = zeros(12_345);
            acceptOne(world).receive(bytes, MINUTE);
            assertThat(array(bytes)).isEqualTo(array(pattern(12_345, 1)));
        });
        simulation.addNode("sender", world -> dial(world, "receiver").send(pattern(12_345, 1)));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aHeaderAndItsPayloadTravelAsOneEvent() {
        Simulation simulation = simulation(link(8e6, Duration.ofMillis(1)));
        simulation.addNode("receiver", world -> {
            Connection connection = acceptOne(world);
            receiveAll(connection, 16);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(3).plusNanos(1_016_000));
            receiveAll(connection, 1000);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(3).plusNanos(1_016_000));
        });
        simulation.addNode("sender", world -> dial(world, "receiver").send(zeros(16), zeros(1000)));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aCappedConnectionIsSlowerThanItsLine() {
        Simulation simulation = simulation(link(80e6, Duration.ofMillis(10)));
        simulation.addNode("receiver", world -> {
            receiveAll(acceptOne(world), MEBIBYTE);
            assertThat(world.elapsed()).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1100));
        });
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "receiver");
            connection.cap(new Bandwidth(8e6));
            sendAll(connection, MEBIBYTE);
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void lossDelaysAndNeverReorders() {
        Link lossy = new Link(new Bandwidth(80e6), Duration.ofMillis(10), 0.05);
        Simulation simulation = simulation(lossy);
        List<Duration> arrivals = new ArrayList<>();
        simulation.addNode("receiver", world -> {
            Connection connection = acceptOne(world);
            for (int i = 0; i < 200; i++) {
                MemorySegment bytes = zeros(3000);
                connection.receive(bytes, MINUTE);
                assertThat(array(bytes)).isEqualTo(array(pattern(3000, i)));
                arrivals.add(world.elapsed());
            }
        });
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "receiver");
            for (int i = 0; i < 200; i++) {
                connection.send(pattern(3000, i));
                world.sleep(Duration.ofMillis(100));
            }
        });
        simulation.run(HOUR).requireReturned();
        long late = 0;
        for (int i = 0; i < 200; i++) {
            Duration undisturbed = Duration.ofMillis(30 + 100L * i).plusNanos(300_000);
            if (arrivals.get(i).compareTo(undisturbed.plusMillis(25)) >= 0) {
                late++;
            }
        }
        assertThat(late).as("1 - 0.95^2 = 9.75 %% of 200 chunks of 2 packets").isBetween(8L, 34L);
    }

    @Test
    void aCostModelMovesSizesWithoutBytes() {
        SimulationConfig config =
                SimulationConfig.of(1, link(8e6, Duration.ofMillis(10))).withCarried(16);
        Simulation simulation = new Simulation(config);
        simulation.addNode("receiver", world -> {
            Connection connection = acceptOne(world);
            MemorySegment header = zeros(16);
            connection.receive(header, MINUTE);
            assertThat(array(header)).isEqualTo(array(pattern(16, 7)));
            MemorySegment payload = pattern(1000, 5);
            connection.receive(payload, MINUTE);
            assertThat(array(payload.asSlice(0, 16))).isEqualTo(array(pattern(16, 8)));
            assertThat(array(payload.asSlice(16)))
                    .isEqualTo(array(pattern(1000, 5).asSlice(16)));
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(30).plusNanos(1_016_000));
        });
        simulation.addNode("sender", world -> dial(world, "receiver").send(pattern(16, 7), pattern(1000, 8)));
        simulation.run(HOUR).requireReturned();
    }

    private static void receiveAll(Connection connection, int count) {
        try {
            connection.receive(zeros(count), MINUTE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void sendAll(Connection connection, int count) {
        try {
            connection.send(zeros(count));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
