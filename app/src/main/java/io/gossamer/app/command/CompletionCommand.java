package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in bash and zsh.",
        footer = {"", "Example:", "  source <(gossamer completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    OutputOptions shown;

    @Spec
    CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        console.out().print(AutoComplete.bash("gossamer", root));
        return CommandTree.DONE;
    }
}
