package io.gossamer.net.tcp;

import java.io.IOException;
import java.time.Duration;

/** How this package turns the JDK's ways to wait into those of {@code World}. */
final class Timeouts {
    private Timeouts() {}

    /** For the socket options that take milliseconds and mean "for ever" by zero. */
    static int millis(Duration timeout) {
        return (int) Math.clamp(timeout.toMillis(), 1L, Integer.MAX_VALUE);
    }

    /** Channels answer an interrupt by closing themselves and failing; the caller wants to hear of the interrupt. */
    static void rethrowIfInterrupted(IOException e) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupt = new InterruptedException(e.getMessage());
            interrupt.initCause(e);
            throw interrupt;
        }
    }
}
