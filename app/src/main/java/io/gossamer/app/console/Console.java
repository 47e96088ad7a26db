package io.gossamer.app.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Where the command line writes. Results go to {@code out}; progress, notes and errors go to {@code err}, so that the
 * output of a command with {@code --json} is one document and nothing else.
 *
 * @param out results
 * @param err everything else
 * @param width columns of the terminal behind {@code err}; empty if no terminal is there
 */
public record Console(PrintStream out, PrintStream err, OptionalInt width) {
    /** The system property in which {@code ./gossamer} passes the terminal's width; it can ask, a JVM cannot. */
    private static final String COLUMNS = "gossamer.columns";

    private static final int USUAL_WIDTH = 80;

    /** The console of this process, in UTF-8. */
    public static Console system() {
        return new Console(stream(FileDescriptor.out), stream(FileDescriptor.err), terminalWidth());
    }

    public boolean isTerminal() {
        return width.isPresent();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static OptionalInt terminalWidth() {
        String columns = System.getProperty(COLUMNS);
        if (columns == null) {
            java.io.Console console = System.console();
            return console != null && console.isTerminal() ? OptionalInt.of(USUAL_WIDTH) : OptionalInt.empty();
        }
        try {
            int width = Integer.parseInt(columns);
            return width <= 0 ? OptionalInt.empty() : OptionalInt.of(width);
        } catch (NumberFormatException e) {
            return OptionalInt.of(USUAL_WIDTH);
        }
    }
}
