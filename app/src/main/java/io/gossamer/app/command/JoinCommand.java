package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.job.GuestRequest;
import io.gossamer.app.job.JobRunner;
import io.gossamer.net.admission.Invitation;
import io.gossamer.net.world.Endpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes part in a run on another machine. */
@Command(
        name = "join",
        description = {
            "Takes part in a run that was begun with 'gossamer train --listen', on this or another machine.",
            "It is told there what to train, takes over where the others are, and shares the work from then on. Ctrl-C"
                    + " leaves; the others go on."
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  gossamer join 192.0.2.7:7000 --token TOKEN@ID",
            "  gossamer join 192.0.2.7:7000 --token TOKEN@ID --data ~/mnist --workers 2"
        })
final class JoinCommand implements Callable<Integer> {
    private final JobOutput output;
    private final JobRunner runner;

    @Parameters(paramLabel = "HOST:PORT", description = "Where the run listens.")
    String address;

    @Option(
            names = "--token",
            required = true,
            paramLabel = "TOKEN@ID",
            description = "The invitation that 'gossamer train --listen' shows.")
    String token;

    @Option(names = "--data", paramLabel = "PATH", description = "The data on this machine, if it is not built in.")
    Path data;

    @Option(names = "--workers", paramLabel = "N", description = "Worker processes on this machine (1).")
    int workers = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "Run directory (a new one under runs/).")
    Path out;

    @Mixin
    OutputOptions shown;

    JoinCommand(Console console, JobRunner runner) {
        this.output = new JobOutput(console);
        this.runner = runner;
    }

    @Override
    public Integer call() {
        GuestRequest request = new GuestRequest(
                Endpoint.parse(address),
                Invitation.parse(token),
                Optional.ofNullable(data),
                workers,
                Optional.ofNullable(out));
        return output.join(runner, request, shown.json);
    }
}
