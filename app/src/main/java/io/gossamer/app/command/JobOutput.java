package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.Json;
import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.job.JobRequest;
import io.gossamer.app.job.JobRunner;
import io.gossamer.app.result.Headline;
import io.gossamer.app.result.ResultTable;

/** Runs a job and shows what came out: progress while it lasts, then a table, a sentence and the report's path. */
record JobOutput(Console console) {
    int run(JobRunner runner, JobRequest request, boolean json) {
        JobRunner.Finished finished;
        try (ProgressBoard board = new ProgressBoard(console)) {
            finished = runner.run(request, board);
        }
        if (json) {
            console.out().println(Json.write(finished.result()));
        } else {
            Headline headline = Headline.of(finished.result());
            console.out().println();
            console.out().print(ResultTable.text(finished.result()));
            console.out().println();
            console.out().println(headline.title() + ".");
            console.out().println(headline.sentence());
            console.out().println("Report: " + finished.report());
        }
        return CommandTree.DONE;
    }
}
