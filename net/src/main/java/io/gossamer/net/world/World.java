package io.gossamer.net.world;

import java.io.IOException;
import java.time.Duration;

/**
 * All that a node may wait for, read the time from or talk through. The same node code runs in real processes over TCP
 * and in a deterministic simulation with virtual time; nothing in a node may sleep, block, spawn or read a clock in any
 * other way. In particular, tasks of a node share data through mailboxes, or through memory that no task holds a lock on
 * while it waits.
 *
 * <p>Whatever may wait refuses to run inside a {@link io.gossamer.core.section.ComputeSection}. An interrupt ends a wait
 * with {@link InterruptedException}; one that comes while a connection sends or receives also ends that connection.
 */
public interface World {
    /** A monotonic clock in nanoseconds, with an origin of its own: only differences mean something. */
    long nanoTime();

    /** Waits for at least {@code duration}. */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Runs {@code body} concurrently as a task of this node.
     *
     * @param name what to call it in logs and traces
     */
    Task spawn(String name, Runnable body);

    /** Runs a task that will move data most of the time: where threads cost, it has one of its own. */
    default Task spawnBusy(String name, Runnable body) {
        return spawn(name, body);
    }

    /** A queue of at most {@code capacity} elements between tasks of this node; with one token in it, a lock. */
    <T> Mailbox<T> mailbox(int capacity);

    /**
     * Listens at {@code host:port}; port 0 picks a free one.
     *
     * @throws io.gossamer.core.failure.GossamerException if the port is taken or the address is not this machine's
     */
    Listener listen(Endpoint endpoint) throws IOException;

    /**
     * Connects, or fails within the timeout. An endpoint where nobody listens fails at once; the caller decides whether
     * to try again.
     */
    Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException;

    /** For how many nanoseconds this node's bytes have occupied its upload so far; 0 where its rate is unlimited. */
    long uploadNanos();
}
