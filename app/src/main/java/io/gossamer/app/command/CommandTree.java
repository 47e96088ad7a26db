package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.FailureText;
import io.gossamer.app.job.JobRunner;
import io.gossamer.core.failure.GossamerException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** All commands, and what happens around each: parsing, help, errors, the exit code. */
public final class CommandTree {
    /** The job was done. */
    public static final int DONE = 0;
    /** The job was not done, or what it checked does not hold. */
    public static final int FAILED = 1;
    /** The command line makes no sense. */
    public static final int MISUSED = 2;
    /** Ctrl-C ended the job early, as shells have it. */
    public static final int STOPPED = 130;

    private static final String JSON = "--json";
    private static final String VERBOSE = "--verbose";

    @Command(
            name = "gossamer",
            description = "Trains neural networks on machines that are joined by slow networks.",
            mixinStandardHelpOptions = true,
            versionProvider = ProductVersion.class,
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "To begin: 'gossamer train' trains a small network over a slow link in two ways and compares them.",
                "'gossamer COMMAND --help' explains a command."
            })
    private static final class Root {}

    private final Console console;
    private final JobRunner runner;

    public CommandTree(Console console, JobRunner runner) {
        this.console = console;
        this.runner = runner;
    }

    /** Does what the arguments ask for and returns the exit code. */
    public int run(String... args) {
        CommandLine commands = build();
        try {
            return commands.execute(JobFile.expand(build(), args));
        } catch (GossamerException e) {
            FailureText.report(console, e, wants(args, JSON), wants(args, VERBOSE));
            return MISUSED;
        }
    }

    CommandLine build() {
        CommandLine root = new CommandLine(new Root());
        root.addSubcommand(new TrainCommand(console, runner));
        root.addSubcommand(new JoinCommand(console, runner));
        root.addSubcommand(new CompareCommand(console, runner));
        root.addSubcommand(new SimulateCommand(console));
        root.addSubcommand(new MethodsCommand(console));
        root.addSubcommand(new ReproduceCommand(console));
        root.addSubcommand(new EncodeCommand(console));
        root.addSubcommand(new DecodeCommand(console));
        root.addSubcommand(new DoctorCommand(console));
        root.addSubcommand(new CompletionCommand(console));
        root.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        root.setUsageHelpWidth(Math.clamp(console.width().orElse(100), 60, 110));
        root.setAbbreviatedOptionsAllowed(false);
        root.setExpandAtFiles(false);
        root.setOverwrittenOptionsAllowed(true);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler(this::misused);
        root.setExecutionExceptionHandler(this::failed);
        root.setExecutionStrategy(parsed -> {
            if (parsed.subcommand() == null && parsed.originalArgs().isEmpty()) {
                parsed.commandSpec().commandLine().usage(console.out());
                return DONE;
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return root;
    }

    private int misused(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        FailureText.report(console, Misuse.explain(failure, command), wants(args, JSON), wants(args, VERBOSE));
        return MISUSED;
    }

    private int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        List<String> args = parsed.originalArgs();
        boolean json = args.contains(JSON);
        FailureText.report(console, failure, json, args.contains(VERBOSE));
        return FAILED;
    }

    private static boolean wants(String[] args, String flag) {
        return Arrays.asList(args).contains(flag);
    }
}
