package io.gossamer.net.simulation;

import java.time.Duration;
import java.util.List;

/** How a node ended. */
public sealed interface Outcome {
    /** The virtual time at which it ended, from the start of the simulation. */
    Duration at();

    /** Its body returned. */
    record Returned(Duration at) implements Outcome {}

    /** An exception escaped its body or one of its tasks. */
    record Failed(Duration at, Throwable cause) implements Outcome {}

    /** A fault killed it. */
    record Killed(Duration at) implements Outcome {}

    /**
     * It still ran when the simulation reached its limit.
     *
     * @param waits what each of its tasks was waiting for
     */
    record Unfinished(Duration at, List<String> waits) implements Outcome {
        public Unfinished {
            waits = List.copyOf(waits);
        }
    }
}
