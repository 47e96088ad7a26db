package io.gossamer.net.topology;

import io.gossamer.core.unit.Bandwidth;
import java.time.Duration;

/** What is known of the way from one node to another, in that direction. */
public sealed interface PathSample {
    /** Seconds until a bit arrives; infinite where there is no way. */
    double latencySeconds();

    /** Seconds for which {@code bytes} occupy the way; infinite where there is none. */
    double transmissionSeconds(long bytes);

    /** Seconds from the first bit sent to the last bit received of a message of {@code bytes}. */
    default double seconds(long bytes) {
        return latencySeconds() + transmissionSeconds(bytes);
    }

    /**
     * A way that was measured.
     *
     * @param rate how many bits come through, many connections together
     * @param latency one way
     */
    record Measured(Bandwidth rate, Duration latency) implements PathSample {
        public Measured {
            if (latency.isNegative()) {
                throw new IllegalArgumentException("a latency of " + latency);
            }
        }

        @Override
        public double latencySeconds() {
            return latency.toNanos() / 1e9;
        }

        @Override
        public double transmissionSeconds(long bytes) {
            return bytes * 8 / rate.bitsPerSecond();
        }
    }

    /**
     * There is no way.
     *
     * @param reason what was seen, for people
     */
    record Unreachable(String reason) implements PathSample {
        @Override
        public double latencySeconds() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double transmissionSeconds(long bytes) {
            return Double.POSITIVE_INFINITY;
        }
    }
}
