package io.gossamer.net.schedule;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import java.time.Duration;

/**
 * What a message costs, alike between all nodes: alpha + o + n beta, and o once more for who takes it.
 *
 * @param latency alpha, one way
 * @param rate of a node's line, up and, separately, down
 * @param perMessage o, what a message keeps a node busy, however short it is
 */
public record LinkModel(Duration latency, Bandwidth rate, Duration perMessage) {
    private static final Duration OVERHEAD = Duration.ofNanos(10_000);
    private static final double NANOS = 1e9;

    public LinkModel {
        if (latency.isNegative() || perMessage.isNegative()) {
            throw new IllegalArgumentException("A latency of " + latency + ", " + perMessage + " per message");
        }
    }

    /** The model of a line, with an overhead of 10 microseconds a message. */
    public static LinkModel of(Link link) {
        return of(link.latency(), link.rate());
    }

    /** The model of what was measured, with an overhead of 10 microseconds a message. */
    public static LinkModel of(Duration latency, Bandwidth rate) {
        return new LinkModel(latency, rate, OVERHEAD);
    }

    /** Seconds. */
    double alpha() {
        return latency.toNanos() / NANOS;
    }

    /** Seconds per byte; 0 if the rate is unlimited. */
    double beta() {
        return Byte.SIZE / rate.bitsPerSecond();
    }

    /** Seconds. */
    double overhead() {
        return perMessage.toNanos() / NANOS;
    }
}
