package io.gossamer.net.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Bundles in virtual time. */
class StripedWorldInSimulationTest {
    private static final Endpoint HOST = new Endpoint("host", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Link LOSSY = new Link(new Bandwidth(50e6), Duration.ofMillis(10), 0.02);

    private interface Meeting {
        void run(World world, Connection connection) throws IOException, InterruptedException;
    }

    private static SimulationResult meet(SimulationConfig config, int connections, Meeting host, Meeting guest) {
        Simulation simulation = new Simulation(config);
        simulation.addNode("host", world -> {
            try (Listener listener = new StripedWorld(world, 1).listen(HOST);
                    Connection connection = listener.accept(LIMIT).orElseThrow()) {
                host.run(world, connection);
            }
        });
        simulation.addNode("guest", world -> {
            try (Connection connection = dial(world, connections)) {
                guest.run(world, connection);
            }
        });
        return simulation.run(LIMIT);
    }

    private static Connection dial(SimulatedWorld world, int connections) throws IOException, InterruptedException {
        return new StripedWorld(world, connections).connect(HOST, TIMEOUT);
    }

    private static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        RandomStream random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Sends all in parts of any length, in each of the ways there are. */
    private static void sendAll(Connection connection, byte[] bytes, RandomStream random)
            throws IOException, InterruptedException {
        MemorySegment all = MemorySegment.ofArray(bytes);
        for (long done = 0; done < bytes.length; ) {
            long part = Math.min(bytes.length - done, 1 + random.nextInt(100_000));
            long head = Math.min(part, random.nextInt(40_000));
            if (random.nextInt(2) == 0) {
                connection.send(all.asSlice(done, part));
            } else {
                connection.send(all.asSlice(done, head), all.asSlice(done + head, part - head));
            }
            done += part;
        }
    }

    private static byte[] receiveAll(Connection connection, int length, RandomStream random)
            throws IOException, InterruptedException {
        byte[] bytes = new byte[length];
        MemorySegment all = MemorySegment.ofArray(bytes);
        for (long done = 0; done < length; ) {
            long part = Math.min(length - done, random.nextInt(100_000));
            if (random.nextInt(2) == 0) {
                connection.receive(all.asSlice(done, part), TIMEOUT);
                done += part;
            } else {
                done += connection.receiveSome(all.asSlice(done, part), TIMEOUT);
            }
        }
        return bytes;
    }

    private static void both(World world, Connection connection, byte[] out, byte[] in, int seed)
            throws IOException, InterruptedException {
        Task sender = world.spawn("sender", () -> {
            try {
                sendAll(connection, out, RandomStream.of(seed, Purpose.TEST, 1, 0, 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        byte[] heard = receiveAll(connection, in.length, RandomStream.of(seed, Purpose.TEST, 2, 0, 0));
        assertThat(heard).isEqualTo(in);
        assertThat(sender.join(TIMEOUT)).isTrue();
    }

    @Property(tries = 40)
    void bytesArriveInTheirOrderBothWays(
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed,
            @ForAll @IntRange(min = 1, max = 9) int connections,
            @ForAll @IntRange(min = 0, max = 600_000) int up,
            @ForAll @IntRange(min = 0, max = 600_000) int down) {
        byte[] there = noise(seed, up);
        byte[] back = noise(seed + 1, down);
        meet(
                        SimulationConfig.of(seed, LOSSY).withShuffling().withWindow(64 << 10, 4 << 10),
                        connections,
                        (world, connection) -> both(world, connection, back, there, 1),
                        (world, connection) -> both(world, connection, there, back, 2))
                .requireReturned();
    }

    @Test
    void sizesWithoutContentGoTheSameWay() {
        meet(
                        SimulationConfig.of(1, LOSSY).withCarried(Greeting.BYTES),
                        5,
                        (world, connection) -> connection.skip(1_000_000, TIMEOUT),
                        (world, connection) -> connection.sendZeros(1_000_000))
                .requireReturned();
    }

    @Test
    void whatWasSentBeforeTheEndArrivesAndThenTheEnd() {
        byte[] bytes = noise(3, 300_001);
        meet(
                        SimulationConfig.of(1, LOSSY),
                        4,
                        (world, connection) -> {
                            byte[] heard = new byte[bytes.length];
                            connection.receive(MemorySegment.ofArray(heard), TIMEOUT);
                            assertThat(heard).isEqualTo(bytes);
                            assertThatThrownBy(() -> connection.skip(1, TIMEOUT))
                                    .isInstanceOf(EOFException.class);
                        },
                        (world, connection) -> connection.send(MemorySegment.ofArray(bytes)))
                .requireReturned();
    }

    /** At whatever moment one end is lost, the other hears of it. */
    @Test
    void theEndOfAProcessIsNoticedWheneverItComes() {
        for (long seed = 0; seed < 60; seed++) {
            boolean power = seed % 2 == 0;
            Duration at = Duration.ofMillis(5 + 11 * seed);
            Fault fault = power ? new Fault.PowerLoss(at, "guest") : new Fault.Kill(at, "guest");
            SimulationConfig config =
                    SimulationConfig.of(seed, LOSSY).withShuffling().withFaults(FaultSchedule.of(fault));
            SimulationResult result = meet(
                    config,
                    6,
                    (world, connection) -> {
                        try {
                            while (true) {
                                connection.skip(1 << 16, TIMEOUT);
                            }
                        } catch (IOException e) {
                            assertThat(e).hasMessageNotContaining("is closed here");
                        }
                    },
                    (world, connection) -> {
                        while (true) {
                            connection.sendZeros(1 << 16);
                        }
                    });
            assertThat(result.outcome("guest")).as("seed %d", seed).isInstanceOf(Outcome.Killed.class);
            // A bundle that was not complete never comes to the host.
            Outcome host = result.outcome("host");
            boolean never = host.toString().contains("No value present");
            assertThat(never || host instanceof Outcome.Returned)
                    .as("seed %d: %s", seed, host)
                    .isTrue();
        }
    }

    private static double seconds(int connections, long bytes) {
        Link link = new Link(new Bandwidth(100e6), Duration.ofMillis(25), 0);
        return meet(
                                SimulationConfig.of(1, link)
                                        .withWindow(64 << 10, 4 << 10)
                                        .withCarried(Greeting.BYTES),
                                connections,
                                (world, connection) -> connection.skip(bytes, TIMEOUT),
                                (world, connection) -> connection.sendZeros(bytes))
                        .requireReturned()
                        .time()
                        .toNanos()
                / 1e9;
    }

    /** 64 KiB a round trip of 50 ms are 10.5 Mbit/s; the line has 100. */
    @Test
    void eightWindowsCarryMoreThanFourTimesWhatOneDoes() {
        long bytes = 32 << 20;
        double one = seconds(1, bytes);
        assertThat(bytes * 8 / one).isBetween(9e6, 11e6);
        assertThat(one / seconds(8, bytes)).isGreaterThan(4);
        assertThat(bytes * 8 / seconds(16, bytes)).isLessThan(100e6);
    }
}
