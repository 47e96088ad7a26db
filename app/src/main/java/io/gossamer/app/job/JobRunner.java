package io.gossamer.app.job;

import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.result.JobResult;
import java.nio.file.Path;

/** Runs a job to its end. */
public interface JobRunner {
    /**
     * What is left of a finished job.
     *
     * @param result the figures
     * @param report the HTML report
     */
    record Finished(JobResult result, Path report) {}

    /**
     * Trains with each method in turn.
     *
     * @throws io.gossamer.core.failure.GossamerException if the request makes no sense or a run fails
     */
    Finished run(JobRequest request, ProgressBoard board);
}
