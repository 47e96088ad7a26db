package io.gossamer.app.command;

import picocli.CommandLine.Option;

/** What every command takes. */
final class OutputOptions {
    @Option(
            names = "--json",
            description = "Print one JSON document on standard output; all else goes to standard error.")
    boolean json;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;
}
