package io.gossamer.app.job;

import io.gossamer.app.console.ProgressBoard;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import java.nio.file.Path;
import java.util.Optional;

/** Runs a job to its end. */
public interface JobRunner {
    /**
     * What is left of a job.
     *
     * @param result the figures
     * @param directory the run directory
     * @param report the HTML report in it
     */
    record Finished(RunResult result, Path directory, Path report) {
        /** Whether the job was ended early by request, and can be gone on with. */
        public boolean stopped() {
            return result.runs().stream().anyMatch(MethodResult::stopped);
        }
    }

    /**
     * Trains with each method in turn.
     *
     * @throws io.gossamer.core.failure.GossamerException if the request makes no sense or a run fails
     */
    Finished run(JobRequest request, ProgressBoard board);

    /**
     * Takes part in a run that somebody else began, to its end or until it is interrupted.
     *
     * @return empty if that was before anything was evaluated
     * @throws io.gossamer.core.failure.GossamerException if the run cannot be joined, or this machine's part in it fails
     */
    Optional<Finished> join(GuestRequest request, ProgressBoard board);
}
