package io.gossamer.net.simulation;

import java.util.ArrayDeque;

/**
 * The tasks that wait for one condition. All are woken together and look again, so that a wake-up cannot be lost to a
 * task that gave up at the same moment.
 */
final class WaitList {
    private final EventLoop loop;
    private final ArrayDeque<SimulatedTask> tasks = new ArrayDeque<>(2);

    WaitList(EventLoop loop) {
        this.loop = loop;
    }

    /** Blocks the current task until it is woken, which may be for no reason, or until the deadline. */
    void await(Wait reason, long deadline) throws InterruptedException {
        SimulatedTask self = loop.current();
        tasks.add(self);
        try {
            loop.pause(reason, deadline);
        } finally {
            tasks.remove(self);
        }
    }

    void wakeAll() {
        for (SimulatedTask task : tasks) {
            loop.makeReady(task);
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Moves the deadline of all who wait. */
    void extend(long deadline) {
        for (SimulatedTask task : tasks) {
            task.deadline = deadline;
        }
    }

    /** Wakes all who wait at {@code time}, unless they wake before. */
    void wakeAllAt(long time) {
        for (SimulatedTask task : tasks) {
            task.deadline = Math.min(task.deadline, time);
            loop.armTimer(task);
        }
    }
}
