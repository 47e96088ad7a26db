package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.job.JobRequest;
import io.gossamer.app.job.JobRunner;
import io.gossamer.app.result.Headline;
import io.gossamer.app.result.ResultTable;
import io.gossamer.train.run.Json;

/** Runs a job and shows what came out: progress while it lasts, then a table, a sentence and the report's path. */
record JobOutput(Console console) {
    int run(JobRunner runner, JobRequest request, boolean json) {
        JobRunner.Finished finished;
        try (ProgressBoard board = new ProgressBoard(console)) {
            finished = runner.run(request, board);
        }
        if (json) {
            console.out().println(Json.document(finished.result()));
        } else {
            print(finished);
        }
        if (finished.stopped()) {
            console.err().println("Stopped. Go on with: gossamer train --resume " + finished.directory());
            return CommandTree.STOPPED;
        }
        return CommandTree.DONE;
    }

    private void print(JobRunner.Finished finished) {
        Headline headline = Headline.of(finished.result());
        console.out().println();
        console.out().print(ResultTable.text(finished.result()));
        console.out().println();
        console.out().println(headline.title() + ".");
        console.out().println(headline.sentence());
        console.out().println("Report: " + finished.report());
    }
}
