package io.gossamer.net.simulation;

import java.time.Duration;

/**
 * When a simulation that does not get on is given up.
 *
 * @param turns how many turns tasks may have while virtual time stands still
 * @param stillness how long, in real time, a task may hold the baton and wait for something outside of its world
 */
record Limits(long turns, Duration stillness) {
    /** A round of a ring of a thousand nodes without latency has about two million turns. */
    static final Limits DEFAULT = new Limits(50_000_000, Duration.ofSeconds(20));
}
