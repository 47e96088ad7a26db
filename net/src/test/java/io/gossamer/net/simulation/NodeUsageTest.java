package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.latency;
import static io.gossamer.net.simulation.Fixtures.link;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What computing costs, and what nodes did with their time and their line. */
class NodeUsageTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aNodeComputesOneThingAtATime() {
        Simulation simulation = simulation("");
        List<String> ends = new ArrayList<>();
        simulation.addNode("a", world -> {
            Task helper = world.spawn("helper", () -> {
                compute(world, Duration.ofSeconds(2));
                ends.add("helper " + world.elapsed());
            });
            Task interrupted = world.spawn("interrupted", () -> {
                assertThatThrownBy(() -> world.compute(HOUR)).isInstanceOf(InterruptedException.class);
                ends.add("interrupted " + world.elapsed());
            });
            world.spawn("last", () -> {
                compute(world, Duration.ofSeconds(4));
                ends.add("last " + world.elapsed());
            });
            world.sleep(SECOND);
            interrupted.interrupt();
            assertThat(helper.join(MINUTE)).isTrue();
            world.compute(Duration.ofSeconds(3));
            ends.add("main " + world.elapsed());
        });
        SimulationResult result = simulation.run(HOUR).requireReturned();
        assertThat(ends).containsExactly("interrupted PT1S", "helper PT2S", "last PT6S", "main PT9S");
        assertThat(result.usage("a").computing()).isEqualTo(Duration.ofSeconds(9));
        assertThat(result.usage("a").waiting()).isZero();
    }

    @Test
    void aSlowdownChangesWhatIsComputedAtTheMomentAndEnds() {
        Simulation simulation = simulation("slow a x3 for 4s at 1s; freeze a for 1s at 2s");
        simulation.addNode("a", world -> {
            world.compute(Duration.ofSeconds(4));
            assertThat(world.elapsed())
                    .as("1 s of it at full speed, 1 s in the 3 s at a third of it, 2 s at full speed")
                    .isEqualTo(Duration.ofSeconds(7));
            world.compute(SECOND);
        });
        SimulationResult result = simulation.run(HOUR).requireReturned();
        assertThat(result.time()).isEqualTo(Duration.ofSeconds(8));
        assertThat(result.usage("a").computing()).as("frozen is not computing").isEqualTo(Duration.ofSeconds(7));
        assertThat(result.usage("a").waiting()).isEqualTo(SECOND);
    }

    @Test
    void theSlowdownThatBeganLastHolds() {
        Simulation simulation = simulation("slow a x4 for 10s at 1s; slow a x2 for 4s at 3s");
        simulation.addNode("a", world -> {
            world.compute(Duration.ofMillis(1000 + 500 + 2000 + 1000));
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(8));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void timeAndBytesOfEachNodeAreAddedUp() {
        Simulation simulation = simulation("");
        simulation.addNode("a", world -> {
            Connection connection = acceptOne(world);
            connection.sendZeros(1_000_000);
            world.compute(Duration.ofSeconds(3));
            connection.receive(zeros(10), MINUTE);
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            connection.skip(1_000_000, MINUTE);
            connection.send(zeros(10));
            world.sleep(SECOND);
        });
        SimulationResult result = simulation.run(HOUR).requireReturned();
        NodeUsage a = result.usage("a");
        NodeUsage b = result.usage("b");
        assertThat(a.computing()).isEqualTo(Duration.ofSeconds(3));
        assertThat(a.sending()).isEqualTo(SECOND);
        assertThat(a.bytesSent()).isEqualTo(1_000_000);
        assertThat(a.bytesReceived()).isEqualTo(10);
        assertThat(a.alive()).isEqualTo(result.outcome("a").at());
        assertThat(b)
                .isEqualTo(new NodeUsage(
                        result.outcome("b").at(), Duration.ZERO, Duration.ofNanos(10_000), 10, 1_000_000, 1));
        assertThat(b.waiting()).isEqualTo(b.alive());
        assertThat(result.usage()).containsOnlyKeys("a", "b");
    }

    @Test
    void whatAKilledNodeDidNotSendDoesNotCountAndItsLineIsFreeAgain() {
        Simulation simulation = simulation("kill a at 520ms; restart a at 600ms");
        simulation.addNode("b", world -> {
            assertThatThrownBy(() -> acceptOne(world).receive(zeros(1 << 20), MINUTE))
                    .hasMessageContaining("reset");
            Connection again = acceptOne(world);
            again.receive(zeros(1000), MINUTE);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(600 + 20 + 1 + 10));
        });
        simulation.addNode("a", world -> {
            dial(world, "b").sendZeros(world.incarnation() == 1 ? 1 << 20 : 1000);
            world.sleep(SECOND);
        });
        SimulationResult result = simulation.run(HOUR).requireReturned();
        int chunk = 64 << 10;
        assertThat(result.usage("a").bytesSent()).as("7 chunks left in 500 ms").isEqualTo(7 * chunk + 1000);
        assertThat(result.usage("a").sending()).isEqualTo(Duration.ofNanos((7 * chunk + 1000) * 1000L));
        assertThat(result.usage("b").bytesReceived()).isEqualTo(7 * chunk + 1000);
    }

    @Test
    void zerosNeedNoMemoryAndArriveAsZeros() {
        long terabyte = 1L << 40;
        Simulation simulation =
                new Simulation(SimulationConfig.of(1, latency(1)).withWindow(1 << 30, 1 << 30));
        simulation.addNode("a", world -> {
            Connection connection = acceptOne(world);
            connection.skip(terabyte, MINUTE);
            var bytes = Fixtures.pattern(100, 1);
            connection.receive(bytes, MINUTE);
            assertThat(Fixtures.array(bytes)).containsOnly(0);
            connection.receive(bytes, MINUTE);
            assertThat(Fixtures.array(bytes)).isEqualTo(Fixtures.array(Fixtures.pattern(100, 2)));
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            connection.sendZeros(terabyte + 100);
            connection.send(Fixtures.pattern(100, 2));
        });
        SimulationResult result = simulation.run(HOUR).requireReturned();
        assertThat(result.usage("a").bytesReceived()).isEqualTo(terabyte + 200);
        assertThat(result.events())
                .as("one for a chunk, one for the sender whose window it fills")
                .isLessThan(2100);
    }

    private static void compute(SimulatedWorld world, Duration duration) {
        try {
            world.compute(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Simulation simulation(String faults) {
        SimulationConfig config = SimulationConfig.of(1, link(8e6, Duration.ofMillis(10)));
        return new Simulation(config.withFaults(FaultSchedule.parse(faults)));
    }
}
