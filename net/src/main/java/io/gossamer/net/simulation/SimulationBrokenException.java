package io.gossamer.net.simulation;

import java.time.Duration;

/** The simulation could not go on, for a reason that is no simulated failure. */
final class SimulationBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SimulationBrokenException(String message) {
        super(message);
    }

    SimulationBrokenException(Duration time, Throwable cause) {
        super(cause + " at " + time, cause);
    }
}
