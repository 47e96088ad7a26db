package io.gossamer.app.job;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a job is conducted. What it comes to does not depend on it, but for who takes part.
 *
 * @param onLoss what follows when a worker is lost: {@code fail}, {@code continue} or {@code replace}
 * @param listen address of this machine at which others can join
 * @param coordinators how many there are, of which a minority may be lost
 * @param connections how many pass for one between each two workers, for each direction
 * @param resume run directory to go on from
 */
public record Conduct(
        Optional<String> onLoss,
        Optional<String> listen,
        Optional<Integer> coordinators,
        Optional<Integer> connections,
        Optional<Path> resume) {
    /** A new run of just its own workers, all of whom it needs. */
    public static final Conduct PLAIN =
            new Conduct(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
