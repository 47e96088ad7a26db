package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.NodeBody;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
    private static final int PORT = 4000;
    private static final byte[] SESSION = new byte[ProbeFrames.SESSION_BYTES];
    private static final Endpoint SERVER = new Endpoint("server", PORT);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ProbeSettings SETTINGS = new ProbeSettings(4, Duration.ofSeconds(2), 16 << 20);

    private static Simulation simulation(Link link) {
        return new Simulation(SimulationConfig.of(1, link));
    }

    /** Serves for a while of virtual time. */
    private static NodeBody serving(Duration time) {
        return world -> {
            try (ProbeServer server = new ProbeServer(world, new Endpoint("server", PORT), SESSION)) {
                world.spawn("serving", server::run);
                world.sleep(time);
            }
        };
    }

    private static Prober prober(SimulatedWorld world) {
        return new Prober(world, SESSION, SETTINGS);
    }

    private static PathSample.Measured sampled(ProbeOutcome outcome) {
        return (PathSample.Measured) ((ProbeOutcome.Sampled) outcome).sample();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "1mbit,5ms 1mbit,5ms 1e6 5",
                "5mbit,50ms 20mbit,50ms 5e6 50",
                "100mbit,1ms 30mbit,1ms 30e6 1",
                "100mbit,25ms 100mbit,25ms 100e6 25",
                "1gbit,100ms 1gbit,100ms 1e9 100",
                "200mbit,2ms 1gbit,6ms 200e6 4",
                "20mbit,20ms,0.01 20mbit,20ms,0.01 19.8e6 20",
            })
    void theMeasureIsThatOfTheLine(String up, String down, double bitsPerSecond, double milliseconds) {
        Simulation simulation = simulation(Link.parse(down));
        List<PathSample.Measured> measured = new ArrayList<>();
        simulation.addNode("server", Link.parse(down), Duration.ZERO, serving(MINUTE));
        simulation.addNode("prober", Link.parse(up), Duration.ofMillis(10), world -> {
            measured.add(sampled(prober(world).probe(SERVER)));
            assertThat(world.elapsed()).as("what it took").isLessThan(Duration.ofSeconds(12));
        });
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
        assertThat(measured.getFirst().rate().bitsPerSecond()).isCloseTo(bitsPerSecond, withinPercentage(10));
        assertThat(measured.getFirst().latency().toNanos() / 1e6).isCloseTo(milliseconds, withinPercentage(10));
    }

    /** Windows of 1 MiB over a round trip of 200 ms: 42 Mbit/s a connection, whatever the line. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void connectionsAddUpWhereTheirWindowsLimitThem(int connections) {
        Simulation simulation =
                new Simulation(SimulationConfig.of(1, Link.parse("1gbit,100ms")).withWindow(1 << 20, 64 << 10));
        ProbeSettings settings = new ProbeSettings(connections, Duration.ofSeconds(2), 1 << 30);
        simulation.addNode("server", serving(MINUTE));
        simulation.addNode("prober", world -> {
            PathSample.Measured way = sampled(new Prober(world, SESSION, settings).probe(SERVER));
            assertThat(way.rate().bitsPerSecond()).isCloseTo(connections * (8 << 20) / 0.2, withinPercentage(10));
        });
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
    }

    @Test
    void aWayThatTakesNoTimeHasNoLimit() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("server", serving(MINUTE));
        simulation.addNode(
                "prober",
                Link.NONE,
                Duration.ofMillis(10),
                world -> assertThat(sampled(prober(world).probe(SERVER)).rate().isUnlimited())
                        .isTrue());
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
    }

    @Test
    void oneIsMeasuredWhileTheOthersAskAgain() {
        Simulation simulation = simulation(Link.parse("50mbit,10ms"));
        List<Double> rates = new ArrayList<>();
        List<Duration> refusals = new ArrayList<>();
        simulation.addNode("server", serving(MINUTE));
        for (String name : List.of("one", "two", "three")) {
            simulation.addNode(name, world -> {
                world.sleep(Duration.ofMillis(100));
                ProbeOutcome first = prober(world).probe(SERVER);
                if (first instanceof ProbeOutcome.Busy busy) {
                    refusals.add(busy.retryAfter());
                }
                PathSample sample = prober(world).measure(SERVER, MINUTE);
                rates.add(((PathSample.Measured) sample).rate().bitsPerSecond());
            });
        }
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
        assertThat(refusals)
                .hasSize(2)
                .allSatisfy(after -> assertThat(after).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4)));
        assertThat(rates).hasSize(3).allSatisfy(rate -> assertThat(rate).isCloseTo(50e6, withinPercentage(10)));
    }

    @Test
    void whoWaitsTooLongIsToldSo() {
        Simulation simulation = simulation(Link.parse("50mbit,10ms"));
        simulation.addNode("server", serving(MINUTE));
        simulation.addNode(
                "first",
                Link.NONE,
                Duration.ofMillis(10),
                world -> prober(world).probe(SERVER));
        simulation.addNode(
                "second",
                Link.NONE,
                Duration.ofMillis(200),
                world -> assertThatThrownBy(() -> prober(world).measure(SERVER, Duration.ofMillis(100)))
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining("server:4000"));
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
    }

    @Test
    void aWayWithoutAServerIsNone() {
        Simulation simulation = simulation(Link.parse("50mbit,10ms"));
        simulation.addNode("server", world -> world.sleep(MINUTE));
        simulation.addNode("prober", world -> {
            var outcome = (ProbeOutcome.Sampled) prober(world).probe(SERVER);
            assertThat(outcome.sample())
                    .isInstanceOfSatisfying(
                            PathSample.Unreachable.class,
                            none -> assertThat(none.reason()).contains("server:4000"));
        });
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
    }

    @Test
    void aStrangerIsHungUpOnAndDoesNotKeepTheServerBusy() {
        Simulation simulation = simulation(Link.parse("50mbit,10ms"));
        simulation.addNode("server", serving(MINUTE));
        simulation.addNode("prober", world -> {
            world.sleep(Duration.ofMillis(100));
            byte[] wrong = SESSION.clone();
            wrong[0] = 1;
            var outcome = (ProbeOutcome.Sampled) new Prober(world, wrong, SETTINGS).probe(SERVER);
            assertThat(outcome.sample()).isInstanceOf(PathSample.Unreachable.class);
            assertThatThrownBy(() -> sayToServer(world, Tag.PROBE_DATA, 100)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> sayToServer(world, Tag.HELLO, 0)).isInstanceOf(EOFException.class);
            assertThat(sampled(prober(world).probe(SERVER)).rate().bitsPerSecond())
                    .isPositive();
        });
        simulation.run(MINUTE.multipliedBy(2)).requireReturned();
    }

    private static void sayToServer(SimulatedWorld world, Tag tag, int bytes) throws Exception {
        try (Connection connection = world.connect(SERVER, MINUTE)) {
            FrameChannel channel = new FrameChannel(world, connection);
            channel.send(Frame.control(tag, bytes), MemorySegment.ofArray(new byte[bytes]));
            channel.receiveHeader(MINUTE);
        }
    }

    @Test
    void aProberThatDiesFreesTheServerAndAServerThatDiesEndsTheProbe() {
        Fault.Kill prober = new Fault.Kill(Duration.ofMillis(1500), "killed");
        Fault.PowerLoss server = new Fault.PowerLoss(Duration.ofSeconds(5), "server");
        Simulation simulation = new Simulation(
                SimulationConfig.of(1, Link.parse("50mbit,10ms")).withFaults(FaultSchedule.of(prober, server)));
        simulation.addNode("server", serving(MINUTE));
        simulation.addNode(
                "killed",
                Link.NONE,
                Duration.ofMillis(10),
                world -> prober(world).probe(SERVER));
        simulation.addNode("prober", Link.NONE, Duration.ofSeconds(2), world -> {
            assertThat(sampled(prober(world).probe(SERVER)).rate().bitsPerSecond())
                    .isPositive();
            assertThat(world.elapsed()).isLessThan(Duration.ofSeconds(5));
            var outcome = (ProbeOutcome.Sampled) prober(world).probe(SERVER);
            assertThat(outcome.sample()).isInstanceOf(PathSample.Unreachable.class);
        });
        simulation.run(MINUTE.multipliedBy(10));
    }

    @Test
    void overTcpTheMeasureIsNearTheShapedLine() throws Exception {
        try (TcpWorld here = new TcpWorld(Link.parse("40mbit,10ms"), 1, 0);
                TcpWorld there = new TcpWorld(Link.parse("40mbit,10ms"), 1, 1);
                ProbeServer server = new ProbeServer(there, new Endpoint("127.0.0.1", 0), SESSION)) {
            Task serving = there.spawn("serving", server::run);
            ProbeSettings settings = new ProbeSettings(2, Duration.ofMillis(800), 4 << 20);
            PathSample.Measured way = sampled(new Prober(here, SESSION, settings).probe(server.endpoint()));
            // Other processes may hold this one up, so that only gross errors show.
            assertThat(way.rate().bitsPerSecond()).isBetween(20e6, 60e6);
            assertThat(way.latency()).isBetween(Duration.ofMillis(10), Duration.ofMillis(100));
            server.close();
            assertThat(serving.join(MINUTE)).isTrue();
        }
    }
}
