package io.gossamer.app.console;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.run.Json;
import java.io.PrintStream;

/** Says that something went wrong: in two lines to a person, as one JSON document to a program. */
public final class FailureText {
    /** @param error what {@code --json} prints */
    private record Document(Details error) {}

    private record Details(String message, String hint) {}

    private FailureText() {}

    /**
     * Reports a failure.
     *
     * @param json whether the caller asked for a document on standard output
     * @param verbose whether the stack trace is wanted, on standard error
     */
    public static void report(Console console, Throwable failure, boolean json, boolean verbose) {
        String message = message(failure);
        String hint = hint(failure, verbose);
        if (json) {
            console.out().println(Json.document(new Document(new Details(message, hint))));
        } else {
            console.err().println("gossamer: " + message);
            if (!hint.isEmpty()) {
                console.err().println("  " + hint);
            }
        }
        if (verbose) {
            trace(failure, console.err());
        }
    }

    private static String message(Throwable failure) {
        String text = failure.getMessage();
        if (text == null || text.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        // Native errors carry their C++ frames behind the first line.
        String first = text.lines().findFirst().orElse(text).strip();
        return failure instanceof GossamerException ? text.strip() : first;
    }

    private static String hint(Throwable failure, boolean verbose) {
        if (failure instanceof GossamerException known) {
            return known.hint();
        }
        String kind = "This is a " + failure.getClass().getSimpleName() + " that Gossamer did not expect";
        return verbose ? kind + "; please report it." : kind + ". '--verbose' shows where it came from.";
    }

    private static void trace(Throwable failure, PrintStream stream) {
        failure.printStackTrace(stream);
    }
}
