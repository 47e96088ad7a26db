package io.gossamer.net.topology;

import java.time.Duration;

/** What comes of asking a node to be measured. */
public sealed interface ProbeOutcome {
    /** The way is measured, or there is none. */
    record Sampled(PathSample sample) implements ProbeOutcome {}

    /** Somebody else measures the way to that node. */
    record Busy(Duration retryAfter) implements ProbeOutcome {}
}
