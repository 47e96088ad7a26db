package io.gossamer.train.launch;

import io.gossamer.core.failure.DivergedException;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the cause among the failures of several workers: a worker that died comes first, then a meeting to which not all
 * came, then a worker that reports an error of its own, and last those which only lost a peer.
 */
final class Failures {
    /** How long the others may take to end by themselves once one has failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int FIRST_SIGNAL = 128;

    private final MethodDirectory folder;
    private final List<Event.Failed> told = new ArrayList<>();
    private Optional<GossamerException> death = Optional.empty();
    private Optional<GossamerException> unmet = Optional.empty();
    private long firstAt;
    private boolean any;

    Failures(MethodDirectory folder) {
        this.folder = folder;
    }

    void told(Event.Failed failed, long nanos) {
        told.add(failed);
        note(nanos);
    }

    /** Whether a worker has said itself why it cannot go on. */
    boolean toldBy(int worker) {
        return told.stream().anyMatch(failed -> failed.worker() == worker);
    }

    /** Takes in that a worker has ended with another exit code than 0. */
    void ended(WorkerFleet.Notice.Ended ended, ChildProcess worker, long nanos) {
        if (toldBy(ended.worker())) {
            return;
        }
        if (death.isEmpty() && !worker.killedByUs()) {
            death = Optional.of(new GossamerException(
                    "Worker " + ended.worker() + " (pid " + worker.pid() + ") " + manner(ended.exitCode()),
                    "Its log is " + folder.log(ended.worker()) + "; go on from the last checkpoint with --resume."));
        }
        note(nanos);
    }

    void unmet(GossamerException reason, long nanos) {
        unmet = Optional.of(reason);
        note(nanos);
    }

    static String manner(int exitCode) {
        return exitCode > FIRST_SIGNAL
                ? "was killed by signal " + (exitCode - FIRST_SIGNAL)
                : "ended with exit code " + exitCode;
    }

    private void note(long nanos) {
        if (!any) {
            firstAt = nanos;
            any = true;
        }
    }

    boolean patienceIsOver(long nanos) {
        return any && nanos - firstAt > PATIENCE.toNanos();
    }

    /** Throws the cause, if anything failed. */
    void throwIfAny() {
        Optional<GossamerException> cause = death.or(() -> unmet).or(this::cause);
        if (cause.isPresent()) {
            throw cause.get();
        }
    }

    private Optional<GossamerException> cause() {
        return told.stream()
                .filter(failed -> failed.culprit().isEmpty())
                .findFirst()
                .or(() -> told.stream().findFirst())
                .map(failed -> failed.diverged()
                        ? new DivergedException(failed.message(), failed.hint())
                        : new GossamerException(failed.message(), failed.hint()));
    }
}
