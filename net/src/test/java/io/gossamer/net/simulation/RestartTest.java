package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.latency;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that come late, and nodes that come back. */
class RestartTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aRestartedNodeRunsAgainAndFindsItsDisk() {
        Simulation simulation = simulation("kill a at 1s; restart a at 5s");
        List<String> lives = new ArrayList<>();
        simulation.addNode("a", world -> {
            Disk disk = world.disk();
            lives.add(world.incarnation() + " at " + world.elapsed() + " with " + disk.names());
            byte[] content = {(byte) world.incarnation()};
            disk.append("log", content);
            content[0] = 99;
            if (world.incarnation() == 1) {
                world.sleep(HOUR);
            }
            assertThat(disk.read("log")).hasValue(new byte[] {1, 2});
            disk.write("state", content);
            assertThat(disk.delete("log")).isTrue();
            assertThat(disk.delete("log")).isFalse();
            assertThat(disk.read("log")).isEmpty();
            assertThat(disk.names()).containsExactly("state");
        });
        SimulationResult result = simulation.run(HOUR).requireReturned();
        assertThat(lives).containsExactly("1 at PT0S with []", "2 at PT5S with [log]");
        assertThat(result.outcome("a")).isEqualTo(new Outcome.Returned(Duration.ofSeconds(5)));
        assertThat(result.usage("a").processes()).isEqualTo(2);
        assertThat(result.usage("a").alive()).isEqualTo(SECOND);
    }

    @Test
    void theDeadProcessDoesNotReachTheWorldOfTheNewOne() {
        Simulation simulation = simulation("restart a at 1s");
        List<String> steps = new ArrayList<>();
        simulation.addNode("a", world -> {
            String life = "life " + world.incarnation();
            world.spawn("helper", () -> {
                try {
                    world.sleep(MINUTE);
                    steps.add(life + " slept");
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                } finally {
                    steps.add(life + " unwinds");
                    world.disk().write("from", life.getBytes(StandardCharsets.UTF_8));
                }
            });
            steps.add(life + " begins");
            world.sleep(HOUR);
        });
        SimulationResult result = simulation.run(Duration.ofMinutes(2));
        assertThat(steps)
                .containsExactly("life 1 begins", "life 1 unwinds", "life 2 begins", "life 2 slept", "life 2 unwinds");
        assertThat(result.outcome("a")).isInstanceOf(Outcome.Unfinished.class);
    }

    @Test
    void aCrashWithAnImmediateRestartResetsPeersAndListensAgainAtTheSamePort() {
        Simulation simulation = simulation("restart server at 2s; restart server at 4s");
        List<Integer> greetings = new ArrayList<>();
        simulation.addNode("server", world -> {
            try (Listener listener = world.listen(new Endpoint("server", PORT))) {
                while (true) {
                    Connection connection = listener.accept(HOUR).orElseThrow();
                    connection.send(zeros(world.incarnation()));
                }
            }
        });
        simulation.addNode("client", world -> {
            for (int life = 1; life <= 3; life++) {
                Connection connection = dial(world, "server");
                connection.receive(zeros(life), MINUTE);
                greetings.add(life);
                if (life < 3) {
                    assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE))
                            .isInstanceOf(SocketException.class)
                            .hasMessageContaining("reset by server");
                    assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(2000L * life + 10));
                }
            }
        });
        SimulationResult result = simulation.run(HOUR);
        assertThat(greetings).containsExactly(1, 2, 3);
        assertThat(result.outcome("client")).isInstanceOf(Outcome.Returned.class);
        assertThat(result.usage("server").processes()).isEqualTo(3);
    }

    @Test
    void aMachineThatIsBackAfterAPowerLossResetsWhatItDoesNotKnow() {
        Simulation simulation = simulation("poweroff a at 1s; restart a at 10s");
        simulation.addNode("a", world -> {
            if (world.incarnation() == 1) {
                acceptOne(world).receive(zeros(1), HOUR);
            }
            world.sleep(MINUTE);
        });
        simulation.addNode("listening", world -> {
            Connection connection = dial(world, "a");
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(SocketTimeoutException.class);
            connection.send(zeros(1));
            world.sleep(SECOND);
            assertThatThrownBy(() -> connection.send(zeros(1)))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset by a");
        });
        simulation.run(DAY).requireReturned();
    }

    @Test
    void whatIsSentToAMachineWithoutPowerIsSentAgainUntilItIsBack() {
        Simulation simulation = simulation("poweroff a at 1s; restart a at 10s");
        simulation.addNode("a", world -> {
            acceptOne(world).receive(zeros(1), MINUTE);
            world.sleep(MINUTE);
        });
        simulation.addNode("sending", world -> {
            Connection connection = dial(world, "a");
            world.sleep(Duration.ofSeconds(2));
            connection.send(zeros(1));
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset by a");
            assertThat(world.elapsed())
                    .as("the retries begin 220 ms after 2.03 s and double: the one at 220 ms * (2^6 - 1) is answered")
                    .isEqualTo(Duration.ofMillis(2020 + 10 + 220 * 63 + 10));
            dial(world, "a").send(zeros(1));
        });
        simulation.run(DAY).requireReturned();
    }

    @Test
    void whatIsSentToAMachineThatStaysDarkFailsWhenTheRetriesAreUsedUp() {
        Simulation simulation = simulation("poweroff a at 1s");
        simulation.addNode("a", world -> acceptOne(world).receive(zeros(1), HOUR));
        simulation.addNode("sending", world -> {
            Connection connection = dial(world, "a");
            world.sleep(Duration.ofSeconds(2));
            connection.send(zeros(1));
            assertThatThrownBy(() -> connection.receive(zeros(1), DAY)).hasMessageContaining("timed out");
        });
        assertThat(simulation.run(DAY).outcome("sending")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void aHandshakeWithAProcessThatDiesMeanwhileIsReset() {
        Simulation simulation = simulation("restart a at 15ms");
        simulation.addNode("a", world -> {
            world.listen(new Endpoint("a", PORT));
            world.sleep(MINUTE);
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(SocketException.class);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(40));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aNodeJoinsWhenTheScheduleSaysSo() {
        Simulation simulation = simulation("join late at 3s");
        simulation.addNode("late", world -> assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(3)));
        simulation.addNode("early", world -> {
            world.sleep(SECOND);
            assertThatThrownBy(() -> dial(world, "late")).isInstanceOf(IOException.class);
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aRestartOfANodeThatEndedByItselfOrHasNotBegunDoesNothing() {
        Simulation simulation =
                simulation("restart done at 5s; restart failed at 5s; restart late at 1s; join late at 9s");
        simulation.addNode("done", world -> world.sleep(SECOND));
        simulation.addNode("failed", world -> {
            throw new IllegalStateException("broken");
        });
        simulation.addNode("late", world -> assertThat(world.incarnation()).isEqualTo(1));
        SimulationResult result = simulation.run(HOUR);
        assertThat(result.outcome("done")).isEqualTo(new Outcome.Returned(SECOND));
        assertThat(result.outcome("failed")).isInstanceOf(Outcome.Failed.class);
        assertThat(result.outcome("late")).isEqualTo(new Outcome.Returned(Duration.ofSeconds(9)));
    }

    @Test
    void aNodeKilledBeforeItsStartComesBackByARestart() {
        Simulation simulation = simulation("kill a at 1s; join a at 2s; restart a at 3s");
        simulation.addNode("a", world -> assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(3)));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aRunEndsWithoutNodesThatWouldComeBackAfterItsLimit() {
        Simulation simulation = simulation("kill a at 1s; restart a at 2m");
        simulation.addNode("a", world -> world.sleep(HOUR));
        SimulationResult result = simulation.run(MINUTE);
        assertThat(result.outcome("a")).isEqualTo(new Outcome.Killed(SECOND));
        assertThat(result.time()).isEqualTo(MINUTE);
    }

    @Test
    void simultaneousFaultsHappenInTheOrderGiven() {
        for (long seed = 0; seed < 20; seed++) {
            FaultSchedule faults = FaultSchedule.parse("kill a at 1s; restart a at 1s; restart b at 1s; kill b at 1s");
            SimulationConfig config =
                    SimulationConfig.of(seed, latency(10)).withShuffling().withFaults(faults);
            Simulation simulation = new Simulation(config);
            for (String name : List.of("a", "b")) {
                simulation.addNode(name, world -> {
                    if (world.incarnation() == 1) {
                        world.sleep(HOUR);
                    }
                });
            }
            SimulationResult result = simulation.run(DAY);
            assertThat(result.outcome("a")).isEqualTo(new Outcome.Returned(SECOND));
            assertThat(result.outcome("b")).isEqualTo(new Outcome.Killed(SECOND));
            assertThat(result.usage("b").processes()).isEqualTo(1);
        }
    }

    @Test
    void aFreezeEndsWithTheProcess() {
        Simulation simulation = simulation("freeze a for 30s at 1s; restart a at 2s; freeze a for 800ms at 10.2s");
        simulation.addNode("a", world -> {
            for (int i = 0; i < 8; i++) {
                world.sleep(SECOND);
            }
            world.sleep(Duration.ofMillis(500));
            assertThat(world.elapsed()).as("the freeze at 10.2 s").isEqualTo(Duration.ofSeconds(11));
        });
        simulation.run(HOUR).requireReturned();
    }

    private static Simulation simulation(String faults) {
        return new Simulation(SimulationConfig.of(1, latency(10)).withFaults(FaultSchedule.parse(faults)));
    }
}
