package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.job.JobRunner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains one model on several workers. */
@Command(
        name = "train",
        description = {
            "Trains one model on several workers that are joined by a slow link.",
            "Without --method it runs the plain all-reduce and then a method that sends little, and compares them."
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  gossamer train",
            "  gossamer train --task mnist --data ~/mnist --model lenet --method dgc --link 5mbit,5ms",
            "  gossamer train job.yaml --workers 8",
            "  gossamer train --method dgc --on-loss replace",
            "  gossamer train --method dgc --on-loss replace --coordinators 3",
            "  gossamer train --method diloco --listen 192.0.2.7:7000",
            "  gossamer train --resume runs/2026-11-25-1804"
        })
final class TrainCommand implements Callable<Integer> {
    private final JobOutput output;
    private final JobRunner runner;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "How the workers talk; 'gossamer methods' lists them.")
    String method;

    @Mixin
    JobOptions job;

    @Mixin
    OutputOptions shown;

    TrainCommand(Console console, JobRunner runner) {
        this.output = new JobOutput(console);
        this.runner = runner;
    }

    @Override
    public Integer call() {
        return output.run(runner, job.request(method == null ? List.of() : List.of(method)), shown.json);
    }
}
