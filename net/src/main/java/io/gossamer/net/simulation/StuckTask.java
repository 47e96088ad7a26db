package io.gossamer.net.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Notices a task that holds the baton and waits for something outside of its world, such as a lock that another task
 * holds while it is blocked: virtual time then stands still for ever. Looks at the task from another thread, so what it
 * sees may be a little old; it only speaks up when nothing has moved for long.
 */
final class StuckTask {
    private static final int LOOKS = 20;

    private final long period;
    private long turnsBefore = -1;
    private int looks;

    StuckTask(Duration stillness) {
        this.period = stillness.toNanos() / LOOKS;
    }

    /** How often to look, in nanoseconds of real time. */
    long period() {
        return period;
    }

    /** @param turns how many turns tasks have had so far */
    void check(SimulatedTask current, long turns) {
        boolean waits = current != null
                && (current.threadState() == Thread.State.WAITING || current.threadState() == Thread.State.BLOCKED);
        looks = waits && turns == turnsBefore ? looks + 1 : 0;
        turnsBefore = turns;
        if (looks == LOOKS) {
            String stack = Arrays.stream(current.stackTrace())
                    .map(frame -> "    at " + frame)
                    .collect(Collectors.joining("\n"));
            throw new SimulationBrokenException(
                    "task " + current + " waits for something that is not of its world:\n" + stack);
        }
    }
}
