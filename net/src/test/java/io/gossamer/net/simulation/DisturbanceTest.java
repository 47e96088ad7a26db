package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.array;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.link;
import static io.gossamer.net.simulation.Fixtures.pattern;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Routes that are worse for a time; on paper, at 1 microsecond a byte and 10 ms of latency. */
class DisturbanceTest {
    private static final int MESSAGES = 200;

    @Test
    void aDelayedRouteIsLaterByItsDelay() {
        assertThat(latenesses("delay b -> a 100ms for 2s at 1s", 1000, 4))
                .as("messages leave at 0.5 s, 1.5 s, ...")
                .containsExactly(millis(0), millis(100), millis(100), millis(0));
        assertThat(latenesses("delay a -> b 100ms for 2s at 1s", 1000, 4))
                .as("the other way")
                .containsOnly(millis(0));
        assertThat(latenesses("delay b 100ms for 1s at 1s; delay a | b 30ms at 1s", 1000, 4))
                .containsExactly(millis(0), millis(130), millis(30), millis(30));
        assertThat(latenesses("delay c 100ms", 1000, 4)).as("others").containsOnly(millis(0));
    }

    @Test
    void aHandshakeIsDelayedToo() {
        Simulation simulation = simulation("delay a -> b 100ms; delay b -> a 20ms");
        simulation.addNode("a", world -> acceptOne(world).receive(zeros(1), MINUTE));
        simulation.addNode("b", world -> {
            dial(world, "a").send(zeros(1));
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(30 + 110));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void theOrderIsKeptWhenADelayEnds() {
        assertThat(latenesses("delay a 1200ms for 1s at 1s", 1000, 4))
                .as("the message of 2.5 s waits for that of 1.5 s, and 1 ms for the line behind it")
                .containsExactly(millis(0), millis(1200), millis(201), millis(0));
    }

    @Test
    void aThrottledRouteHasItsRateForAllConnectionsTogether() {
        Simulation simulation = simulation("throttle a | b 80kbit at 1s");
        List<Duration> arrivals = new ArrayList<>();
        simulation.addNode("a", world -> {
            Listener listener = world.listen(new Endpoint("a", PORT));
            for (int i = 0; i < 2; i++) {
                Connection connection = listener.accept(MINUTE).orElseThrow();
                world.spawn("ear" + i, () -> {
                    try {
                        connection.receive(zeros(5000), MINUTE);
                        arrivals.add(world.elapsed());
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            }
            world.sleep(MINUTE);
        });
        simulation.addNode("b", world -> {
            Connection one = dial(world, "a");
            Connection two = dial(world, "a");
            world.sleep(Duration.ofSeconds(2));
            one.send(zeros(5000));
            two.send(zeros(5000));
        });
        simulation.run(HOUR).requireReturned();
        Duration first = Duration.ofMillis(2040 + 5 + 500 + 10);
        assertThat(arrivals).as("0.1 ms a byte").containsExactly(first, first.plusMillis(500));
    }

    @Test
    void aNodeIsThrottledBothWaysEachApart() {
        Simulation simulation = simulation("throttle a 80kbit");
        simulation.addNode("a", world -> {
            Connection connection = acceptOne(world);
            connection.send(zeros(5000));
            connection.receive(zeros(5000), MINUTE);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(20 + 5 + 500 + 10));
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            connection.send(zeros(5000));
            connection.receive(zeros(5000), MINUTE);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(30 + 5 + 500 + 10));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void lostPacketsCostTheirRepairAndTheUpload() {
        List<Duration> latenesses = latenesses("lose b 30% at 100ms", 3000, MESSAGES);
        Duration repeats = Duration.ofNanos(1000 * (Math.round(3000 / 0.7) - 3000));
        assertThat(latenesses)
                .as("whole repairs of 1.25 round trips")
                .allSatisfy(late -> assertThat(
                                late.minus(repeats).toNanos() % millis(25).toNanos())
                        .isZero());
        assertThat(latenesses.stream().filter(late -> late.compareTo(millis(25)) > 0))
                .as("1 - 0.7^2 = 51 %% of 200")
                .hasSizeBetween(75, 129);
    }

    @Test
    void lostHandshakesAreSentAgainAfterASecond() {
        Simulation simulation = simulation("lose b 50%");
        List<Duration> durations = new ArrayList<>();
        simulation.addNode("a", world -> {
            try (Listener listener = world.listen(new Endpoint("a", PORT))) {
                world.sleep(HOUR);
                assertThat(listener.accept(MINUTE)).isPresent();
            }
        });
        simulation.addNode("b", world -> {
            for (int i = 0; i < 100; i++) {
                Duration start = world.elapsed();
                world.connect(new Endpoint("a", PORT), HOUR).close();
                durations.add(world.elapsed().minus(start).minusMillis(20));
            }
        });
        simulation.run(HOUR.multipliedBy(2)).requireReturned();
        assertThat(durations)
                .allSatisfy(extra -> assertThat(extra.toMillis() % 1000).isZero());
        assertThat(durations.stream().filter(Duration::isZero))
                .as("a quarter of 100, both packets at the first attempt")
                .hasSizeBetween(10, 42);
    }

    @Test
    void reorderedPacketsHoldUpWhatFollowsThem() {
        List<Duration> latenesses = latenesses("reorder a | b 10% by 30ms", 3000, MESSAGES);
        assertThat(latenesses).containsOnly(millis(0), millis(30));
        assertThat(latenesses.stream().filter(late -> !late.isZero()))
                .as("1 - 0.9^2 = 19 %% of 200")
                .hasSizeBetween(18, 60);
    }

    /** How much later than without disturbances each message arrives that b sends to a, a second after the last. */
    private static List<Duration> latenesses(String faults, int bytes, int messages) {
        Simulation simulation = simulation(faults);
        simulation.addNode("c", world -> world.sleep(MINUTE));
        List<Duration> latenesses = new ArrayList<>();
        simulation.addNode("a", world -> {
            Connection connection = acceptOne(world);
            for (int i = 0; i < messages; i++) {
                MemorySegment message = zeros(bytes);
                connection.receive(message, MINUTE);
                assertThat(array(message)).isEqualTo(array(pattern(bytes, i)));
                Duration usual = millis(500 + 1000L * i + 10).plusNanos(1000L * bytes);
                latenesses.add(world.elapsed().minus(usual));
            }
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            world.sleep(millis(500).minus(world.elapsed()));
            for (int i = 0; i < messages; i++) {
                connection.send(pattern(bytes, i));
                world.sleep(millis(1000));
            }
        });
        simulation.run(HOUR).requireReturned();
        return latenesses;
    }

    private static Simulation simulation(String faults) {
        SimulationConfig config = SimulationConfig.of(1, link(8e6, millis(10))).withFaults(FaultSchedule.parse(faults));
        return new Simulation(config);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
