package io.gossamer.net.simulation;

/** What a blocked task waits for, put into words only when somebody asks. */
@FunctionalInterface
interface Wait {
    String describe();
}
