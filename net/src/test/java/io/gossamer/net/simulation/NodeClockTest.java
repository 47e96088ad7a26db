package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.acceptOne;
import static io.gossamer.net.simulation.Fixtures.dial;
import static io.gossamer.net.simulation.Fixtures.latency;
import static io.gossamer.net.simulation.Fixtures.since;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.net.world.Connection;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Clocks that go wrong, and what follows them. */
class NodeClockTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void sleepsAndTimeoutsFollowADriftingClock() {
        Simulation simulation = simulation("drift fast 0.25");
        simulation.addNode("fast", world -> {
            long start = world.nanoTime();
            world.sleep(Duration.ofSeconds(5));
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(4));
            assertThat(since(world, start)).isEqualTo(Duration.ofSeconds(5));
            assertThat(world.mailbox(1).take(Duration.ofSeconds(5))).isEmpty();
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(8));
            Connection connection = acceptOne(world);
            assertThatThrownBy(() -> connection.receive(zeros(2), Duration.ofSeconds(5)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(world.elapsed()).as("one byte came at 9.02 s").isEqualTo(Duration.ofMillis(9020 + 10 + 4000));
        });
        simulation.addNode("exact", world -> {
            world.sleep(Duration.ofSeconds(9));
            Connection connection = dial(world, "fast");
            connection.send(zeros(1));
            world.sleep(MINUTE);
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void computingDoesNotFollowTheClock() {
        Simulation simulation = simulation("drift slow -0.5");
        simulation.addNode("slow", world -> {
            world.compute(Duration.ofSeconds(4));
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(4));
            world.sleep(SECOND);
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(6));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void aJumpEndsTheSleepsThatItOvertakes() {
        Simulation simulation = simulation("skew a +10s at 3s; drift a -0.5 at 5s");
        simulation.addNode("a", world -> {
            world.sleep(Duration.ofSeconds(6));
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(3));
            world.sleep(Duration.ofSeconds(3));
            assertThat(world.elapsed())
                    .as("2 s at the full rate, 1 s at half of it")
                    .isEqualTo(Duration.ofSeconds(7));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Property(tries = 500)
    void aMomentIsTheFirstAtWhichTheClockShowsATime(
            @ForAll @DoubleRange(min = -0.5, max = 0.5) double drift,
            @ForAll @LongRange(min = 0, max = 1L << 50) long ahead,
            @ForAll long origin) {
        AtomicLong now = new AtomicLong();
        NodeClock clock = new NodeClock(now::get, origin >> 2);
        clock.drift(drift);
        long deadline = clock.deadline(ahead);
        long moment = clock.moment(deadline);
        now.set(moment);
        assertThat(clock.now()).isGreaterThanOrEqualTo(deadline);
        if (moment > 0) {
            now.set(moment - 1);
            assertThat(clock.now()).isLessThan(deadline);
        }
        assertThat(clock.moment(EventLoop.NEVER)).isEqualTo(EventLoop.NEVER);
        assertThat(clock.deadline(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(EventLoop.NEVER);
    }

    private static Simulation simulation(String faults) {
        return new Simulation(SimulationConfig.of(1, latency(10)).withFaults(FaultSchedule.parse(faults)));
    }
}
