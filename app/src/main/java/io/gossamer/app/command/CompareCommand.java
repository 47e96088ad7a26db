package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.job.JobRunner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one job with several methods. */
@Command(
        name = "compare",
        description = "Runs the same job with each method in turn: a table, plots, a report.",
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  gossamer compare --methods allreduce,topk,dgc,diloco --task mnist --data ~/mnist --link 5mbit,5ms"
        })
final class CompareCommand implements Callable<Integer> {
    private final JobOutput output;
    private final JobRunner runner;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "A,B,...",
            description = "The methods to compare; 'gossamer methods' lists them. Needed, here or in the job file.")
    List<String> methods = List.of();

    @Mixin
    JobOptions job;

    @Mixin
    OutputOptions shown;

    CompareCommand(Console console, JobRunner runner) {
        this.output = new JobOutput(console);
        this.runner = runner;
    }

    @Override
    public Integer call() {
        List<String> distinct = methods.stream()
                .map(String::strip)
                .filter(m -> !m.isEmpty())
                .distinct()
                .toList();
        if (distinct.isEmpty() && job.resume == null) {
            throw new io.gossamer.core.failure.GossamerException(
                    "compare needs methods", "Name them: --methods allreduce,dgc ('gossamer methods' lists them).");
        }
        return output.run(runner, job.request(distinct), shown.json);
    }
}
