package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.MINUTE;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.link;
import static io.gossamer.net.simulation.Fixtures.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Many nodes in a ring, each passing chunks to the next: what a ring all-reduce costs the simulator. */
class SimulatedRingTest {
    private static final int HEADER = 16;
    private static final int PAYLOAD = 4096;

    @Test
    void aRingOf200NodesCostsOneEventPerChunk() {
        int nodes = 200;
        SimulationResult result = ring(nodes, 2 * (nodes - 1), MINUTE);
        long chunks = 2L * nodes * (nodes - 1);
        long setUp = 8L * nodes;
        assertThat(result.events()).isBetween(chunks, chunks + setUp);
    }

    @Test
    void aRoundOfTheRingTakesItsLatenciesAndItsBytes() {
        SimulationResult result = ring(4, 6, MINUTE);
        Duration perStep = Duration.ofMillis(10).plusNanos((HEADER + PAYLOAD) * 400L);
        assertThat(result.time()).isEqualTo(Duration.ofMillis(30).plus(perStep.multipliedBy(6)));
    }

    @Test
    void thousandsOfNodesFitInOneJvm() {
        int nodes = 5000;
        SimulationResult result = ring(nodes, 3, MINUTE);
        assertThat(result.outcomes()).hasSize(nodes);
        assertThat(result.usage("node7").bytesSent()).isEqualTo(3 * (HEADER + PAYLOAD));
    }

    /** Each node sends to the next and receives from the one before, {@code steps} times. */
    static SimulationResult ring(int nodes, int steps, Duration timeout) {
        SimulationConfig config = SimulationConfig.of(1, link(20e6, Duration.ofMillis(10)));
        Simulation simulation = new Simulation(config);
        for (int i = 0; i < nodes; i++) {
            String self = "node" + i;
            Endpoint next = new Endpoint("node" + (i + 1) % nodes, PORT);
            simulation.addNode(self, world -> {
                Listener listener = world.listen(new Endpoint(self, PORT));
                Connection right = world.connect(next, timeout);
                Connection left = listener.accept(timeout).orElseThrow();
                MemorySegment header = zeros(HEADER);
                for (int step = 0; step < steps; step++) {
                    right.send(header);
                    right.sendZeros(PAYLOAD);
                    left.receive(header, timeout);
                    left.skip(PAYLOAD, timeout);
                }
            });
        }
        return simulation.run(HOUR).requireReturned();
    }

    /** Prints the speed of a ring of {@code args[0]} nodes, 1,000 by default: about two million chunks a round. */
    public static void main(String[] args) {
        int nodes = args.length == 0 ? 1000 : Integer.parseInt(args[0]);
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            long processor = machine.getProcessCpuTime();
            SimulationResult result = ring(nodes, 2 * (nodes - 1), MINUTE);
            double seconds = (System.nanoTime() - start) / 1e9;
            double processorSeconds = (machine.getProcessCpuTime() - processor) / 1e9;
            System.out.printf(
                    "%d nodes: %d events in %.2f s, %.2f s of processor time, %s of virtual time%n",
                    nodes, result.events(), seconds, processorSeconds, result.time());
        }
    }
}
