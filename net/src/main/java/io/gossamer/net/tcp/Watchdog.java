package io.gossamer.net.tcp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends reads that outlive their deadline by closing their channel, the one way to end a blocking read into direct
 * memory from outside. One thread looks at all connections of a world many times a second, which keeps the cost of a
 * deadline at one volatile write per read.
 */
final class Watchdog {
    private static final Duration TICK = Duration.ofMillis(20);

    private final Set<TcpConnection> watched = ConcurrentHashMap.newKeySet();
    private Thread thread;
    private volatile boolean closed;

    synchronized void add(TcpConnection connection) {
        watched.add(connection);
        if (thread == null) {
            thread = Thread.ofVirtual().name("watchdog").start(this::watch);
        }
    }

    void remove(TcpConnection connection) {
        watched.remove(connection);
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(TICK);
                long now = System.nanoTime();
                watched.forEach(connection -> connection.closeIfOverdue(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes all connections, with patience for what they have still to send. */
    void close(long deadline) {
        watched.forEach(TcpConnection::close);
        watched.forEach(connection -> connection.awaitEnd(deadline));
        watched.forEach(TcpConnection::abort);
        closed = true;
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
