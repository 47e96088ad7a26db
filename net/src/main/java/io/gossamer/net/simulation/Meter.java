package io.gossamer.net.simulation;

import java.time.Duration;

/** Adds up what a machine does, over all its processes. Times are nanoseconds of virtual time. */
final class Meter {
    private long alive;
    private long computing;
    private long sending;
    private long sent;
    private long received;

    void lived(long nanos) {
        alive += nanos;
    }

    void computed(long nanos) {
        computing += nanos;
    }

    /** Bytes were handed to the upload, which they occupy for {@code nanos}. */
    void sent(long bytes, long nanos) {
        sent += bytes;
        sending += nanos;
    }

    void received(long bytes) {
        received += bytes;
    }

    NodeUsage usage(int processes) {
        return new NodeUsage(
                Duration.ofNanos(alive),
                Duration.ofNanos(computing),
                Duration.ofNanos(sending),
                sent,
                received,
                processes);
    }
}
