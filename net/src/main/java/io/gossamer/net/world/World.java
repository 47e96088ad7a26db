package io.gossamer.net.world;

import java.io.IOException;
import java.time.Duration;

/**
 * All that a node may wait for, read the time from or talk through. The same node code runs in real processes over TCP
 * and in a deterministic simulation with virtual time; nothing in a node may sleep, block, spawn or read a clock in any
 * other way.
 */
public interface World {
    /** A monotonic clock in nanoseconds, with an origin of its own. */
    long nanoTime();

    void sleep(Duration duration) throws InterruptedException;

    /** Runs {@code body} concurrently as a task of this node. */
    Task spawn(String name, Runnable body);

    /** A bounded queue between tasks of this node. */
    <T> Mailbox<T> mailbox(int capacity);

    /** Listens at {@code host:port}; port 0 picks a free one. */
    Listener listen(Endpoint endpoint) throws IOException;

    /** Connects, or fails within the timeout. */
    Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException;

    /** For how many nanoseconds this node's bytes have occupied its upload so far; 0 where its rate is unlimited. */
    long uploadNanos();
}
