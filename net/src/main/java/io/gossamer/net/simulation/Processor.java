package io.gossamer.net.simulation;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * What computes on a node: one computation at a time, in the order in which they were asked for, at a speed that faults
 * change. Stands still while the process is frozen.
 */
final class Processor {
    private final EventLoop loop;
    private final Incarnation process;
    private final WaitList waiting;

    /** The computations that were asked for, the one that runs first. */
    private final ArrayDeque<Ticket> queue = new ArrayDeque<>(2);

    /** The task that computes; null if none does. */
    private SimulatedTask owner;

    /** What is left of its computation, in nanoseconds at full speed, as of {@link #since}. */
    private double left;

    private long since;
    private double slowness;
    private boolean stopped;

    private static final class Ticket {}

    Processor(EventLoop loop, Incarnation process) {
        this.loop = loop;
        this.process = process;
        this.waiting = new WaitList(loop);
    }

    /** Blocks the current task until it has computed for {@code duration}. */
    void compute(Duration duration) throws InterruptedException {
        Ticket ticket = new Ticket();
        queue.addLast(ticket);
        try {
            while (queue.peekFirst() != ticket) {
                waiting.await(() -> "the node's processor", EventLoop.NEVER);
            }
            work(duration);
        } finally {
            queue.remove(ticket);
            waiting.wakeAll();
        }
    }

    private void work(Duration duration) throws InterruptedException {
        owner = loop.current();
        left = duration.toNanos();
        since = loop.now();
        slowness = process.node().slowness();
        try {
            while (toGo() > 0) {
                long end = process.frozen() ? EventLoop.NEVER : EventLoop.plus(loop.now(), toGo());
                loop.pause(() -> "the end of a computation of " + duration, end);
                settle();
            }
        } finally {
            settle();
            owner = null;
        }
    }

    /** Whole nanoseconds until the end at the present speed; halves count as done, so that rounding cannot add up. */
    private long toGo() {
        return (long) Math.ceil(left * slowness - 0.5);
    }

    /** The speed has changed, or is about to. */
    void settle() {
        if (owner == null || stopped) {
            return;
        }
        long now = loop.now();
        if (!process.frozen()) {
            left -= (now - since) / slowness;
            process.node().meter().computed(now - since);
        }
        since = now;
        slowness = process.node().slowness();
    }

    /** The speed has changed: the computation, if there is one, ends at another time. */
    void changePace() {
        settle();
        if (owner != null) {
            loop.makeReady(owner);
        }
    }

    /** The process has ended. */
    void stop() {
        settle();
        stopped = true;
    }
}
