package io.gossamer.net.topology;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;

/**
 * How much is spent on measuring one directed pair. PCCL takes 16 connections and 10 s, with no limit of bytes.
 *
 * @param connections how many send at once, 1 to 64: more than one fill long fat ways that one flow does not
 * @param time how long, from the first byte that arrives on; 1 ms to 60 s
 * @param bytes after how many to stop before, 2^20 to 2^40
 */
public record ProbeSettings(int connections, Duration time, long bytes) {
    /** 4 connections, 2 s, 256 MiB. */
    public static final ProbeSettings DEFAULT = new ProbeSettings(4, Duration.ofSeconds(2), 256 << 20);

    private static final int MOST_CONNECTIONS = 64;
    private static final long LONGEST_MILLIS = 60_000;
    private static final long FEWEST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 1L << 40;

    public ProbeSettings {
        if (!isValid(connections, time.toMillis(), bytes)) {
            throw new GossamerException(
                    "No probe of " + connections + " connections, " + time.toMillis() + " ms and " + bytes + " bytes",
                    "Use 1 to 64 connections, 1 ms to 60 s and 1 MiB to 1 TiB.");
        }
    }

    static boolean isValid(int connections, long millis, long bytes) {
        return connections >= 1
                && connections <= MOST_CONNECTIONS
                && millis >= 1
                && millis <= LONGEST_MILLIS
                && bytes >= FEWEST_BYTES
                && bytes <= MOST_BYTES;
    }

    /** When even a slow way must have shown what it can do: the server gives up then. */
    Duration longest() {
        return time.multipliedBy(8).plusSeconds(5);
    }
}
