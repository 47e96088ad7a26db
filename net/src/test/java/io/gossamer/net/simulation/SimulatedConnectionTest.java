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

import io.gossamer.core.section.ComputeSection;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manners of TCP, without faults. */
class SimulatedConnectionTest {
    @Test
    void aClosedConnectionDeliversWhatWasSentAndThenEnds() {
        Simulation simulation = simulation(link(8e6, Duration.ofMillis(10)));
        simulation.addNode("reader", world -> {
            Connection connection = acceptOne(world);
            connection.receive(zeros(100_000), MINUTE);
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(EOFException.class);
            assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(30 + 100));
        });
        simulation.addNode("writer", world -> {
            try (Connection connection = dial(world, "reader")) {
                connection.send(zeros(100_000));
            }
        });
        simulation.run(HOUR).requireReturned();
    }

    /** The window is full long before all is sent, and time stands still: no wake-up may be lost to that. */
    @Test
    void aLineThatTakesNoTimeCarriesMoreThanAWindow() {
        Simulation simulation = simulation(Link.NONE);
        simulation.addNode("reader", world -> {
            Connection connection = acceptOne(world);
            for (int received = 0; received < 4 << 20; received += 512) {
                connection.receive(zeros(512), MINUTE);
            }
        });
        simulation.addNode("writer", world -> {
            try (Connection connection = dial(world, "reader")) {
                for (int sent = 0; sent < 4 << 20; sent += 16 << 10) {
                    connection.send(zeros(16 << 10));
                }
            }
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void theEndOfAProcessEndsItsConnections() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("reader", world -> {
            Connection connection = acceptOne(world);
            connection.receive(zeros(5), MINUTE);
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(EOFException.class);
        });
        simulation.addNode("writer", world -> dial(world, "reader").send(zeros(5)));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void anIdleTimeoutCountsFromTheLastArrivalAndLosesNothing() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("reader", world -> {
            Connection connection = acceptOne(world);
            assertThatThrownBy(() -> connection.receive(zeros(5), Duration.ofSeconds(3)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("writer");
            assertThat(world.elapsed())
                    .as("4 bytes came, the last one 6 s after the connection")
                    .isEqualTo(Duration.ofMillis(9030));
            connection.receive(zeros(5), MINUTE);
        });
        simulation.addNode("writer", world -> {
            Connection connection = dial(world, "reader");
            for (int i = 0; i < 4; i++) {
                connection.send(zeros(1));
                world.sleep(Duration.ofSeconds(2));
            }
            world.sleep(Duration.ofSeconds(20));
            connection.send(zeros(1));
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void connectingFailsAsItDoesInReality() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("alone", world -> {
            assertThatThrownBy(() -> dial(world, "quiet")).isInstanceOf(ConnectException.class);
            assertThat(world.elapsed()).as("a refusal takes a round trip").isEqualTo(Duration.ofMillis(20));
            assertThatThrownBy(() -> dial(world, "nobody")).isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> world.connect(new Endpoint("quiet", 1), Duration.ofMillis(15)))
                    .isInstanceOf(SocketTimeoutException.class);
            world.listen(new Endpoint("alone", PORT));
            assertThatThrownBy(() -> world.listen(new Endpoint("localhost", PORT)))
                    .isInstanceOf(BindException.class);
            assertThatThrownBy(() -> world.listen(new Endpoint("quiet", PORT))).isInstanceOf(BindException.class);
        });
        simulation.addNode("quiet", world -> world.sleep(MINUTE));
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void portZeroPicksFreePorts() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("a", world -> {
            Listener one = world.listen(new Endpoint("localhost", 0));
            Listener two = world.listen(new Endpoint("localhost", 0));
            assertThat(one.endpoint().host()).isEqualTo("a");
            assertThat(one.endpoint().port())
                    .isNotZero()
                    .isNotEqualTo(two.endpoint().port());
            world.spawn("self", () -> {
                try {
                    world.connect(two.endpoint(), MINUTE).send(zeros(3));
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            two.accept(MINUTE).orElseThrow().receive(zeros(3), MINUTE);
            assertThat(world.elapsed()).as("a machine reaches itself at once").isZero();
            assertThat(one.accept(Duration.ofSeconds(1))).isEmpty();
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void sendingToAClosedPeerIsAnsweredByAReset() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("closer", world -> {
            acceptOne(world).close();
            world.sleep(MINUTE);
        });
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "closer");
            world.sleep(Duration.ofSeconds(1));
            connection.send(zeros(1));
            world.sleep(Duration.ofSeconds(1));
            assertThatThrownBy(() -> connection.send(zeros(1)))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset by closer");
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void closingWithUnreadBytesResetsThePeer() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("closer", world -> {
            try (Connection connection = acceptOne(world)) {
                connection.receive(zeros(1), MINUTE);
            }
            world.sleep(MINUTE);
        });
        simulation.addNode("sender", world -> {
            Connection connection = dial(world, "closer");
            connection.send(zeros(2));
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset by closer");
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void closingWakesTheTasksThatWaitAtThisEnd() {
        Simulation simulation = simulation(latency(10));
        List<Exception> seen = new ArrayList<>();
        simulation.addNode("silent", world -> {
            acceptOne(world);
            world.sleep(MINUTE);
        });
        simulation.addNode("closer", world -> {
            Connection connection = dial(world, "silent");
            world.spawn("receiver", () -> seen.add(failureOf(() -> connection.receive(zeros(1), HOUR))));
            world.spawn("sender", () -> seen.add(failureOf(() -> connection.send(zeros(5 << 20)))));
            world.sleep(Duration.ofSeconds(1));
            connection.close();
            world.sleep(Duration.ofNanos(1));
            assertThat(seen).hasSize(2).allSatisfy(e -> assertThat(e).isInstanceOf(SocketException.class));
            assertThatThrownBy(() -> connection.send(zeros(1))).isInstanceOf(SocketException.class);
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void closingAListenerRefusesThoseInItsBacklog() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("server", world -> {
            Listener listener = world.listen(new Endpoint("server", PORT));
            world.sleep(Duration.ofSeconds(1));
            listener.close();
            assertThatThrownBy(() -> listener.accept(MINUTE)).isInstanceOf(SocketException.class);
            world.sleep(MINUTE);
        });
        simulation.addNode("client", world -> {
            Connection connection = dial(world, "server");
            assertThatThrownBy(() -> connection.receive(zeros(1), MINUTE)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> dial(world, "server")).isInstanceOf(ConnectException.class);
        });
        simulation.run(HOUR).requireReturned();
    }

    @Test
    void nothingWaitsInsideAComputeSection() {
        Simulation simulation = simulation(latency(10));
        simulation.addNode("a", world -> {
            try (ComputeSection section = ComputeSection.enter()) {
                assertThatThrownBy(() -> world.sleep(MINUTE)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> dial(world, "a")).isInstanceOf(IllegalStateException.class);
            }
        });
        simulation.run(HOUR).requireReturned();
    }

    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    private static Exception failureOf(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException | InterruptedException e) {
            return e;
        }
        throw new AssertionError("nothing failed");
    }
}
