package io.gossamer.net.simulation;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** What the tests of the simulation share. */
final class Fixtures {
    static final int PORT = 4000;
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration HOUR = Duration.ofHours(1);

    private Fixtures() {}

    static Link link(double bitsPerSecond, Duration latency) {
        return new Link(new Bandwidth(bitsPerSecond), latency, 0);
    }

    static Link latency(int milliseconds) {
        return link(Double.POSITIVE_INFINITY, Duration.ofMillis(milliseconds));
    }

    /** Windows of 1 MiB, whatever the link. */
    static Simulation simulation(Link link, Fault... faults) {
        SimulationConfig config = SimulationConfig.of(1, link).withWindow(1 << 20, 64 << 10);
        return new Simulation(config.withFaults(FaultSchedule.of(faults)));
    }

    static MemorySegment zeros(int count) {
        return MemorySegment.ofArray(new byte[count]);
    }

    /** Bytes that depend on {@code salt} and on their position. */
    static MemorySegment pattern(int count, long salt) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) ((i + salt) * 0x9E3779B97F4A7C15L >>> 56);
        }
        return MemorySegment.ofArray(bytes);
    }

    static byte[] array(MemorySegment bytes) {
        return bytes.toArray(JAVA_BYTE);
    }

    static Connection acceptOne(SimulatedWorld world) throws IOException, InterruptedException {
        try (Listener listener = world.listen(new Endpoint("localhost", PORT))) {
            return listener.accept(MINUTE).orElseThrow();
        }
    }

    static Connection dial(SimulatedWorld world, String host) throws IOException, InterruptedException {
        return world.connect(new Endpoint(host, PORT), MINUTE);
    }

    static Duration since(SimulatedWorld world, long start) {
        return Duration.ofNanos(world.nanoTime() - start);
    }
}
