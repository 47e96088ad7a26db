package io.gossamer.net.world;

import java.time.Duration;

/** A concurrent task of a node. */
public interface Task {
    /** Waits for the end of the task; false if the timeout came first. */
    boolean join(Duration timeout) throws InterruptedException;

    /** Lets the task's current or next wait end with {@link InterruptedException}. */
    void interrupt();
}
