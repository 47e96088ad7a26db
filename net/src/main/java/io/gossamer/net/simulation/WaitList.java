package io.gossamer.net.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tasks that wait for one condition. All are woken together and look again, so that a wake-up cannot be lost to a
 * task that gave up at the same moment.
 */
final class WaitList {
    private final EventLoop loop;

    /** Who waits, where it is one task alone, as it nearly always is. */
    private SimulatedTask single;

    /** Who waits besides, in the order in which they came; null until there is need of it. */
    private List<SimulatedTask> others;

    WaitList(EventLoop loop) {
        this.loop = loop;
    }

    /** Blocks the current task until it is woken, which may be for no reason, or until the deadline. */
    void await(Wait reason, long deadline) throws InterruptedException {
        SimulatedTask self = loop.current();
        add(self);
        try {
            loop.pause(reason, deadline);
        } finally {
            remove(self);
        }
    }

    private void add(SimulatedTask task) {
        if (isEmpty()) {
            single = task;
            return;
        }
        if (others == null) {
            others = new ArrayList<>(4);
        }
        others.add(task);
    }

    private void remove(SimulatedTask task) {
        if (single == task) {
            single = null;
        } else {
            others.remove(task);
        }
    }

    void wakeAll() {
        forEach(loop::makeReady);
    }

    private boolean isEmpty() {
        return single == null && (others == null || others.isEmpty());
    }

    /** Moves the deadline of all who wait. */
    void extend(long deadline) {
        forEach(task -> task.deadline = deadline);
    }

    /** Wakes all who wait at {@code time}, unless they wake before. */
    void wakeAllAt(long time) {
        forEach(task -> {
            task.deadline = Math.min(task.deadline, time);
            loop.armTimer(task);
        });
    }

    private void forEach(Consumer<SimulatedTask> action) {
        if (single != null) {
            action.accept(single);
        }
        if (others != null) {
            others.forEach(action);
        }
    }
}
