package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.job.GuestRequest;
import io.gossamer.app.job.JobRequest;
import io.gossamer.app.job.JobRunner;
import io.gossamer.app.result.Headline;
import io.gossamer.app.result.Overlap;
import io.gossamer.app.result.ResultTable;
import io.gossamer.train.run.Json;
import java.util.Optional;

/** Runs a job and shows what came out: progress while it lasts, then a table, a sentence and the report's path. */
record JobOutput(Console console) {
    int run(JobRunner runner, JobRequest request, boolean json) {
        JobRunner.Finished finished;
        try (ProgressBoard board = new ProgressBoard(console)) {
            finished = runner.run(request, board);
        }
        show(finished, json);
        if (finished.stopped()) {
            console.err().println("Stopped. Go on with: gossamer train --resume " + finished.directory());
            return CommandTree.STOPPED;
        }
        return CommandTree.DONE;
    }

    int join(JobRunner runner, GuestRequest request, boolean json) {
        Optional<JobRunner.Finished> finished;
        try (ProgressBoard board = new ProgressBoard(console)) {
            finished = runner.join(request, board);
        }
        finished.ifPresent(figures -> show(figures, json));
        if (finished.isEmpty() || finished.get().stopped()) {
            console.err().println("Ended early: this machine left, or the run was stopped where it was begun.");
            return CommandTree.STOPPED;
        }
        return CommandTree.DONE;
    }

    private void show(JobRunner.Finished finished, boolean json) {
        if (json) {
            console.out().println(Json.document(finished.result()));
        } else {
            print(finished);
        }
    }

    private void print(JobRunner.Finished finished) {
        Headline headline = Headline.of(finished.result());
        console.out().println();
        console.out().print(ResultTable.text(finished.result()));
        console.out().println();
        console.out().println(headline.title() + ".");
        console.out().println(headline.sentence());
        Overlap.sentences(finished.result()).forEach(console.out()::println);
        console.out().println("Report: " + finished.report());
    }
}
