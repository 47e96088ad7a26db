package io.gossamer.app.command;

import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.job.GuestRequest;
import io.gossamer.app.job.JobRunner;
import java.util.Optional;

/** A runner of jobs that takes no part in those of others. */
interface OwnJobs extends JobRunner {
    @Override
    default Optional<Finished> join(GuestRequest request, ProgressBoard board) {
        throw new AssertionError("Not asked for");
    }
}
