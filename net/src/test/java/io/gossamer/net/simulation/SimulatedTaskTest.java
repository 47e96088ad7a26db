package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.latency;
import static io.gossamer.net.simulation.Fixtures.simulation;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SimulatedTaskTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    @Test
    void sleepTakesVirtualTimeOnly() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("a", world -> {
            long before = world.nanoTime();
            world.sleep(Duration.ofDays(1000));
            assertThat(world.nanoTime() - before)
                    .isEqualTo(Duration.ofDays(1000).toNanos());
        });
        assertThat(simulation.run(Duration.ofDays(2000)).requireReturned().time())
                .isEqualTo(Duration.ofDays(1000));
    }

    @Test
    void aMailboxIsBoundedAndInOrder() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("a", world -> {
            Mailbox<Integer> mailbox = world.mailbox(2);
            List<Duration> putAt = new ArrayList<>();
            world.spawn("putter", () -> {
                for (int i = 0; i < 5; i++) {
                    uninterrupted(mailbox, i);
                    putAt.add(world.elapsed());
                }
            });
            for (int i = 0; i < 5; i++) {
                world.sleep(SECOND);
                assertThat(mailbox.take(MINUTE)).contains(i);
            }
            assertThat(mailbox.take(SECOND)).isEmpty();
            assertThat(putAt)
                    .containsExactly(
                            Duration.ZERO, Duration.ZERO, SECOND, Duration.ofSeconds(2), Duration.ofSeconds(3));
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(6));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void joinWaitsForTheEndOrTheTimeout() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("a", world -> {
            Task task = world.spawn("sleeper", () -> sleep(world, Duration.ofSeconds(5)));
            assertThat(task.join(SECOND)).isFalse();
            assertThat(task.join(MINUTE)).isTrue();
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(5));
            assertThat(task.join(Duration.ZERO)).isTrue();
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void interruptEndsAWaitAndIsSeenByTheNextOne() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("a", world -> {
            List<Duration> interrupted = new ArrayList<>();
            Task task = world.spawn("sleeper", () -> {
                assertThatThrownBy(() -> world.sleep(HOUR)).isInstanceOf(InterruptedException.class);
                interrupted.add(world.elapsed());
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> world.sleep(HOUR)).isInstanceOf(InterruptedException.class);
                sleep(world, SECOND);
            });
            world.sleep(SECOND);
            task.interrupt();
            assertThat(task.join(MINUTE)).isTrue();
            assertThat(interrupted).containsExactly(SECOND);
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(2));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aDeadlockIsReportedWithEveryWait() {
        Simulation simulation = simulation(latency(1));
        simulation.addNode("a", world -> {
            Mailbox<String> mailbox = world.mailbox(1);
            world.spawn("filler", () -> {
                uninterrupted(mailbox, "one");
                uninterrupted(mailbox, "two");
            });
            acceptOne(world).receive(zeros(7), FOREVER);
        });
        simulation.addNode("b", world -> {
            Connection connection = dial(world, "a");
            connection.send(zeros(3));
            connection.receive(zeros(1), FOREVER);
        });
        assertThatThrownBy(() -> simulation.run(Duration.ofDays(1)))
                .isInstanceOfSatisfying(
                        DeadlockException.class,
                        deadlock -> assertThat(deadlock.waits())
                                .containsExactly(
                                        "a/main waits for 7 bytes from b:49152, of which 3 are here",
                                        "a/filler waits for room in a full mailbox of 1",
                                        "b/main waits for 1 bytes from a:4000, of which 0 are here"))
                .hasMessageContaining("seed 1");
    }

    @Test
    void anExceptionThatEscapesATaskFailsItsNodeAlone() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("a", world -> {
            world.spawn("faulty", () -> {
                throw new IllegalStateException("broken");
            });
            world.sleep(HOUR);
        });
        simulation.addNode("b", world -> world.sleep(SECOND));
        SimulationResult result = simulation.run(HOUR);
        assertThat(result.outcome("b")).isEqualTo(new Outcome.Returned(SECOND));
        assertThat(result.outcome("a")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.at()).isZero();
            assertThat(failed.cause()).hasMessage("broken");
        });
        assertThatThrownBy(result::requireReturned)
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("seed 1")
                .hasMessageContaining("node a")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoDoesNotEndInTimeIsToldWhatItWaitedFor() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("a", world -> world.sleep(HOUR));
        SimulationResult result = simulation.run(MINUTE);
        assertThat(result.time()).isEqualTo(MINUTE);
        assertThat(result.outcome("a"))
                .isEqualTo(new Outcome.Unfinished(MINUTE, List.of("a/main waits for the end of a sleep of PT1H")));
    }

    @Test
    void aWorldRefusesThreadsItDoesNotKnowAndOtherNodes() {
        Simulation simulation = simulation(Link.NONE);
        List<SimulatedWorld> worlds = new ArrayList<>();
        simulation.addNode("a", world -> {
            worlds.add(world);
            List<Throwable> thrown = new ArrayList<>();
            Thread stranger = Thread.ofPlatform().start(() -> {
                try {
                    world.nanoTime();
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
            });
            stranger.join();
            assertThat(thrown).hasSize(1);
            world.sleep(SECOND);
        });
        simulation.addNode(
                "b",
                world -> assertThatThrownBy(() -> worlds.getFirst().nanoTime())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("node b used the world of node a"));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void tasksThatKeepEachOtherBusyWhileTimeStandsStillAreStopped() {
        Simulation simulation = new Simulation(SimulationConfig.of(7, Link.NONE), new Limits(1000, MINUTE));
        simulation.addNode("a", world -> {
            Mailbox<Integer> ball = world.mailbox(1);
            world.spawn("other", () -> {
                while (true) {
                    uninterrupted(ball, 1);
                }
            });
            while (true) {
                ball.take(MINUTE);
            }
        });
        assertThatThrownBy(() -> simulation.run(HOUR))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("seed 7")
                .hasMessageContaining("goes on and on");
    }

    @Test
    void aTaskThatWaitsOutsideOfItsWorldIsNamed() {
        Limits limits = new Limits(1000, Duration.ofMillis(200));
        Simulation simulation = new Simulation(SimulationConfig.of(7, Link.NONE), limits);
        CountDownLatch latch = new CountDownLatch(1);
        simulation.addNode("a", world -> latch.await());
        assertThatThrownBy(() -> simulation.run(HOUR))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("a/main")
                .hasMessageContaining("CountDownLatch.await");
        latch.countDown();
    }

    private static <T> void uninterrupted(Mailbox<T> mailbox, T element) {
        try {
            mailbox.put(element);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(SimulatedWorld world, Duration duration) {
        try {
            world.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
