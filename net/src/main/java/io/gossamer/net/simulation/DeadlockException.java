package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.List;

/** All tasks wait without a time limit, and nothing is under way that could wake one of them. */
public final class DeadlockException extends GossamerException {
    private static final long serialVersionUID = 1;

    private final transient List<String> waits;

    DeadlockException(SimulationConfig config, Duration time, List<String> waits) {
        super(
                "Deadlock at " + time + " of the simulation with seed " + config.seed() + ": "
                        + String.join("; ", waits),
                "Give every wait a time limit. " + config.replay());
        this.waits = List.copyOf(waits);
    }

    /** What each task waits for. */
    public List<String> waits() {
        return waits;
    }
}
