package io.gossamer.app.command;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.name.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a command line that cannot be understood into what is wrong with it and what may have been meant. */
final class Misuse {
    private Misuse() {}

    static GossamerException explain(ParameterException failure, CommandLine command) {
        String help = "'" + command.getCommandSpec().qualifiedName() + " --help' lists what there is.";
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched.getUnmatched().getFirst(), command, help);
        }
        if (failure instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return new GossamerException(sentence(failure.getMessage()), help, failure);
        }
        return new GossamerException(sentence(failure.getMessage()), help, failure);
    }

    private static GossamerException unmatched(String word, CommandLine command, String help) {
        boolean option = word.startsWith("-");
        List<String> known =
                option ? options(command) : List.copyOf(command.getSubcommands().keySet());
        String name = option && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        String what = option ? "unknown option '" : known.isEmpty() ? "unexpected argument '" : "unknown command '";
        String hint = Suggestion.closest(name, known)
                .map(guess -> "Did you mean '" + guess + "'? " + help)
                .orElse(help);
        return new GossamerException(
                what + name + "' for " + command.getCommandSpec().qualifiedName(), hint);
    }

    private static List<String> options(CommandLine command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            names.add(option.longestName());
        }
        return names;
    }

    private static String sentence(String message) {
        String first = message.lines().findFirst().orElse(message);
        return first.isEmpty() ? first : Character.toLowerCase(first.charAt(0)) + first.substring(1);
    }
}
