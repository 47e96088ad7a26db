package io.gossamer.app;

import io.gossamer.app.command.CommandTree;
import io.gossamer.app.console.Console;

/** The command line: {@code gossamer COMMAND [options]}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandTree(Console.system(), (request, board) -> {
            throw new AssertionError("contract");
        }).run(args));
    }
}
