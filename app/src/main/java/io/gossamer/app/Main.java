package io.gossamer.app;

import io.gossamer.app.command.CommandTree;
import io.gossamer.app.console.Console;
import io.gossamer.app.job.LocalJobs;
import java.nio.file.Path;
import java.time.Clock;

/** The command line: {@code gossamer COMMAND [options]}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        CommandTree commands =
                new CommandTree(Console.system(), new LocalJobs(Path.of("runs"), Clock.systemDefaultZone()));
        System.exit(commands.run(args));
    }
}
