package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.shape.Link;
import java.time.Duration;

/**
 * How a simulated network behaves. A run is a function of this and of the nodes' code.
 *
 * @param seed of everything random in it
 * @param link the access line of nodes that have none of their own
 * @param faults what goes wrong, and when
 * @param shuffled whether simultaneous events and tasks that can run at the same time take turns in an order drawn from
 *     the seed, to explore schedules; otherwise in the order in which they were caused
 * @param window bytes of one direction of a connection that may be sent and not yet received by the peer's code
 * @param chunk the most bytes that travel as one event
 * @param carried of each {@code send}, how many bytes travel in memory. The receiver's segment keeps what it held
 *     before where bytes were only counted: the cost model sends headers whole and payloads for their size alone
 * @param detection how long after the kill of a process its peers' connections are reset, besides the latency
 */
public record SimulationConfig(
        long seed,
        Link link,
        FaultSchedule faults,
        boolean shuffled,
        int window,
        int chunk,
        long carried,
        Duration detection) {
    private static final int SMALLEST_WINDOW = 1 << 20;
    private static final int LARGEST_WINDOW = 64 << 20;
    private static final int DEFAULT_CHUNK = 64 << 10;

    public SimulationConfig {
        if (chunk < 1 || window < chunk || carried < 0 || detection.isNegative()) {
            throw new GossamerException(
                    "A simulated connection cannot have a window of " + window + ", chunks of " + chunk + ", " + carried
                            + " bytes carried and a detection after " + detection,
                    "Let the window hold at least one chunk of at least one byte, and nothing be negative.");
        }
    }

    /** A network without faults, in which every byte travels, with windows that do not slow down its links. */
    public static SimulationConfig of(long seed, Link link) {
        return new SimulationConfig(
                seed, link, FaultSchedule.NONE, false, window(link), DEFAULT_CHUNK, Long.MAX_VALUE, Duration.ZERO);
    }

    /** What is under way in a round trip, and what the receiver's code may be behind. */
    private static int window(Link link) {
        double roundTrip = 2 * link.latency().toNanos() / 1e9;
        double underWay = roundTrip == 0 ? 0 : link.rate().bitsPerSecond() / 8 * roundTrip;
        return (int) Math.min(underWay + SMALLEST_WINDOW, LARGEST_WINDOW);
    }

    public SimulationConfig withFaults(FaultSchedule changed) {
        return new SimulationConfig(seed, link, changed, shuffled, window, chunk, carried, detection);
    }

    /** Explores another order of what is simultaneous with every seed. */
    public SimulationConfig withShuffling() {
        return new SimulationConfig(seed, link, faults, true, window, chunk, carried, detection);
    }

    public SimulationConfig withWindow(int changedWindow, int changedChunk) {
        return new SimulationConfig(seed, link, faults, shuffled, changedWindow, changedChunk, carried, detection);
    }

    /** Carries no more than the first {@code bytes} of each send. */
    public SimulationConfig withCarried(long bytes) {
        return new SimulationConfig(seed, link, faults, shuffled, window, chunk, bytes, detection);
    }

    public SimulationConfig withDetection(Duration changed) {
        return new SimulationConfig(seed, link, faults, shuffled, window, chunk, carried, changed);
    }

    /** How to see the same run again, for messages. */
    String replay() {
        String schedule = faults.faults().isEmpty() ? "" : " with the faults '" + faults + "'";
        return "The seed " + seed + schedule + " replays it.";
    }
}
