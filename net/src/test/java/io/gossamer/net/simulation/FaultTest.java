package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.latency;
import static io.gossamer.net.simulation.Fixtures.link;
import static io.gossamer.net.simulation.Fixtures.simulation;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What nodes see of each kind of fault. */
class FaultTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aKilledPeerResetsItsConnectionsAfterTheDetection() {
        SimulationConfig config = SimulationConfig.of(1, latency(10))
                .withFaults(FaultSchedule.of(new Fault.Kill(SECOND, "victim")))
                .withDetection(Duration.ofMillis(500));
        Simulation simulation = new Simulation(config);
        simulation.addNode("victim", world -> {
            acceptOne(world).send(zeros(3));
            world.sleep(HOUR);
        });
        simulation.addNode("survivor", world -> {
            Connection connection = dial(world, "victim");
            world.sleep(Duration.ofSeconds(2));
            connection.receive(zeros(3), MINUTE);
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("victim");
            assertThatThrownBy(() -> dial(world, "victim")).isInstanceOf(ConnectException.class);
        });
        simulation.addNode("waiter", world -> {
            world.sleep(Duration.ofMillis(100));
            assertThatThrownBy(() -> dial(world, "victim")).isInstanceOf(ConnectException.class);
        });
        SimulationResult result = simulation.run(HOUR);
        assertThat(result.outcome("victim")).isEqualTo(new Outcome.Killed(SECOND));
        assertThat(result.outcome("survivor")).isInstanceOf(Outcome.Returned.class);
        assertThat(result.outcome("waiter")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void theResetReachesAWaitingPeerAtTheDetectionAndOneLatency() {
        Simulation simulation = simulation(latency(10), new Fault.Kill(SECOND, "victim"));
        simulation.addNode("victim", world -> acceptOne(world).receive(zeros(1), HOUR));
        simulation.addNode("survivor", world -> {
            Connection connection = dial(world, "victim");
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(SocketException.class);
            assertThat(world.elapsed()).isEqualTo(SECOND.plusMillis(10));
        });
        assertThat(simulation.run(HOUR).outcome("survivor")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void whatHasNotLeftAKilledNodeIsLost() {
        Simulation simulation =
                simulation(link(8e6, Duration.ofMillis(10)), new Fault.Kill(Duration.ofMillis(520), "victim"));
        simulation.addNode("survivor", world -> {
            Connection connection = acceptOne(world);
            connection.receive(zeros(7 * (64 << 10)), MINUTE);
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(SocketException.class);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(530));
            world.sleep(MINUTE);
        });
        simulation.addNode("victim", world -> {
            dial(world, "survivor").send(zeros(1 << 20));
            world.sleep(HOUR);
        });
        assertThat(simulation.run(HOUR).outcome("survivor")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void aKilledTaskRunsItsFinallyBlocksAndNothingElseOfTheWorld() {
        Simulation simulation = simulation(latency(10), new Fault.Kill(SECOND, "victim"));
        List<String> steps = new ArrayList<>();
        simulation.addNode("victim", world -> {
            try (Listener listener = world.listen(new Endpoint("victim", PORT))) {
                world.spawn("helper", () -> {
                    try {
                        listener.accept(HOUR);
                    } catch (Exception e) {
                        steps.add("swallowed by the helper");
                    } finally {
                        steps.add("helper ends");
                    }
                });
                world.sleep(HOUR);
            } catch (Exception e) {
                steps.add("swallowed");
            } finally {
                steps.add("cleaning up");
                world.sleep(SECOND);
                steps.add("slept after death");
            }
        });
        assertThat(simulation.run(HOUR).outcome("victim")).isEqualTo(new Outcome.Killed(SECOND));
        assertThat(steps).containsExactly("cleaning up", "helper ends");
    }

    @Test
    void aTaskThatSwallowsItsEndInALoopIsLeftBehind() {
        Simulation simulation = simulation(latency(10), new Fault.Kill(SECOND, "stubborn"));
        simulation.addNode("stubborn", world -> {
            while (true) {
                try {
                    world.sleep(HOUR);
                } catch (Throwable t) {
                    assertThat(t).isNotNull();
                }
            }
        });
        simulation.addNode("other", world -> world.sleep(MINUTE));
        SimulationResult result = simulation.run(HOUR);
        assertThat(result.outcome("stubborn")).isEqualTo(new Outcome.Killed(SECOND));
        assertThat(result.outcome("other")).isEqualTo(new Outcome.Returned(MINUTE));
    }

    @Test
    void aNodeKilledBeforeItsStartNeverRuns() {
        Simulation simulation = simulation(latency(10), new Fault.Kill(SECOND, "late"));
        simulation.addNode("late", latency(10), MINUTE, world -> {
            throw new AssertionError("it ran");
        });
        assertThat(simulation.run(HOUR).outcome("late")).isEqualTo(new Outcome.Killed(SECOND));
    }

    @Test
    void afterAPowerLossThereIsOnlySilence() {
        Simulation simulation = simulation(latency(10), new Fault.PowerLoss(SECOND, "victim"));
        simulation.addNode("victim", world -> acceptOne(world).receive(zeros(1), HOUR));
        simulation.addNode("survivor", world -> {
            Connection connection = dial(world, "victim");
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> world.connect(new Endpoint("victim", PORT), SECOND))
                    .isInstanceOf(SocketTimeoutException.class);
        });
        assertThat(simulation.run(HOUR).outcome("survivor")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void aFrozenNodeStandsStillAndGoesOn() {
        Simulation simulation = simulation(latency(10), new Fault.Freeze(SECOND, "frozen", Duration.ofSeconds(30)));
        simulation.addNode("frozen", world -> {
            Connection connection = acceptOne(world);
            long start = world.nanoTime();
            world.sleep(Duration.ofSeconds(2));
            assertThat(Fixtures.since(world, start).toMillis())
                    .as("SIGSTOP overtakes a sleep")
                    .isEqualTo(30_970);
            connection.receive(zeros(3), MINUTE);
            connection.send(zeros(1));
        });
        simulation.addNode("peer", world -> {
            Connection connection = dial(world, "frozen");
            world.sleep(Duration.ofSeconds(5));
            connection.send(zeros(3));
            assertThatThrownBy(() -> connection.receive(zeros(1), SECOND)).isInstanceOf(SocketTimeoutException.class);
            connection.receive(zeros(1), MINUTE);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(31_010));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aFrozenReceiverGivesNoRoom() {
        Simulation simulation = simulation(latency(10), new Fault.Freeze(SECOND, "frozen", Duration.ofSeconds(30)));
        simulation.addNode("frozen", world -> acceptOne(world).receive(zeros(3 << 20), MINUTE));
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "frozen");
            world.sleep(Duration.ofSeconds(2));
            connection.send(zeros(3 << 20));
            assertThat(world.elapsed()).isGreaterThan(Duration.ofSeconds(31));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void computingIsSlowedDownAndStopsInAFreeze() {
        Simulation simulation = simulation(
                latency(10),
                new Fault.Slowdown(SECOND, "slow", 3),
                new Fault.Freeze(Duration.ofSeconds(5), "slow", Duration.ofSeconds(10)));
        simulation.addNode("slow", world -> {
            world.compute(SECOND);
            assertThat(world.elapsed()).isEqualTo(SECOND);
            world.sleep(Duration.ofNanos(1));
            world.compute(Duration.ofSeconds(2));
            assertThat(world.elapsed())
                    .as("1 + 3 * 2 + 10")
                    .isEqualTo(Duration.ofSeconds(17).plusNanos(1));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aPartitionHoldsUpWhatItStopsAndHeals() {
        Simulation simulation =
                simulation(latency(10), new Fault.Partition(SECOND, Set.of("a"), Set.of("b"), Duration.ofSeconds(20)));
        simulation.addNode("a", world -> {
            Connection connection = acceptOne(world);
            for (int i = 0; i < 30; i++) {
                connection.send(Fixtures.pattern(100, i));
                world.sleep(SECOND);
            }
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            List<Long> arrivals = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                var bytes = zeros(100);
                connection.receive(bytes, MINUTE);
                assertThat(Fixtures.array(bytes)).isEqualTo(Fixtures.array(Fixtures.pattern(100, i)));
                arrivals.add(world.elapsed().toMillis());
            }
            assertThat(arrivals.getFirst()).as("before the partition").isEqualTo(40);
            assertThat(arrivals.get(1))
                    .as("retries after 0.22 s, 0.44 s, ... of which the one at 220 ms * (2^7 - 1) is the first to pass")
                    .isEqualTo(1040 + 220 * 127);
            assertThat(arrivals).isSorted();
            assertThat(arrivals.getLast()).isEqualTo(29_040);
        });
        simulation.addNode("c", world -> {
            world.sleep(Duration.ofSeconds(5));
            assertThatThrownBy(() -> dial(world, "b")).isInstanceOf(ConnectException.class);
            assertThat(world.elapsed()).as("c is in no side").isEqualTo(Duration.ofMillis(5020));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aOneWayPartitionLetsTheOtherWayPass() {
        Simulation simulation = simulation(
                latency(10), new Fault.OneWayPartition(SECOND, Set.of("a"), Set.of("b"), Duration.ofSeconds(20)));
        simulation.addNode("a", world -> {
            Connection connection = acceptOne(world);
            world.sleep(Duration.ofSeconds(2));
            connection.send(zeros(1));
            connection.receive(zeros(1), MINUTE);
            assertThat(world.elapsed()).isLessThan(Duration.ofSeconds(3));
            world.sleep(HOUR);
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            world.sleep(Duration.ofSeconds(2));
            connection.send(zeros(1));
            connection.receive(zeros(1), MINUTE);
            assertThat(world.elapsed()).isGreaterThan(Duration.ofSeconds(21));
        });
        simulation.run(Duration.ofHours(2)).requireReturned();
    }

    @Test
    void aSenderGivesUpOnAPartitionThatDoesNotHeal() {
        Simulation simulation =
                simulation(latency(10), new Fault.Partition(SECOND, Set.of("a"), Set.of("b"), Duration.ofDays(1)));
        simulation.addNode("a", world -> acceptOne(world).receive(zeros(1), Duration.ofDays(2)));
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            world.sleep(Duration.ofSeconds(2));
            connection.send(zeros(1));
            assertThatThrownBy(() -> connection.receive(zeros(1), Duration.ofDays(2)))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("timed out");
            assertThat(world.elapsed()).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
        });
        assertThat(simulation.run(Duration.ofDays(3)).outcome("b")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void aFaultForAnUnknownNodeIsAnError() {
        Simulation simulation = simulation(Link.NONE, new Fault.Kill(SECOND, "nobody"));
        simulation.addNode("a", world -> world.sleep(MINUTE));
        assertThatThrownBy(() -> simulation.run(HOUR))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void aRandomScheduleIsAFunctionOfItsSeed() {
        FaultSchedule.Mix mix = new FaultSchedule.Mix(2, 1, 3, 2, 4);
        List<String> nodes = List.of("a", "b", "c", "d");
        FaultSchedule schedule = FaultSchedule.random(5, nodes, MINUTE, mix);
        assertThat(FaultSchedule.random(5, nodes, MINUTE, mix)).isEqualTo(schedule);
        assertThat(FaultSchedule.random(6, nodes, MINUTE, mix)).isNotEqualTo(schedule);
        assertThat(schedule.faults()).hasSize(12).allMatch(fault -> fault.at().compareTo(MINUTE) < 0);
        assertThat(schedule.faults()).extracting(Fault::at).isSorted();
        assertThat(schedule.faults().stream().filter(Fault.Kill.class::isInstance))
                .hasSize(2);
    }
}
