package io.gossamer.app.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how the methods of a job come along, one line each. On a terminal the lines are redrawn in place; elsewhere a
 * plain line is written every few seconds. Methods may report from any thread.
 */
public final class ProgressBoard implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_LINE_NANOS = 5_000_000_000L;
    private static final int BAR_CELLS = 20;
    private static final String CLEAR_LINE = "\033[2K";
    private static final String CLEAR_TO_END = "\033[J";

    /** A clock in nanoseconds, as {@link System#nanoTime}. */
    public interface Clock {
        long nanos();
    }

    private final Console console;
    private final Clock clock;
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, Long> lastWritten = new LinkedHashMap<>();
    private int nameWidth;
    private int drawnLines;
    private long lastDrawn;

    public ProgressBoard(Console console) {
        this(console, System::nanoTime);
    }

    ProgressBoard(Console console, Clock clock) {
        this.console = console;
        this.clock = clock;
        this.lastDrawn = clock.nanos() - REDRAW_NANOS;
    }

    /** Adds a method that has not begun yet, so that one sees what is to come. */
    public synchronized void announce(String method) {
        nameWidth = Math.max(nameWidth, method.length());
        lines.putIfAbsent(method, "waits for its turn");
        redraw(true);
    }

    /** Shows a newer state of a method, unless the last was shown only just now. */
    public synchronized void update(String method, Progress progress) {
        show(method, describe(progress), false);
    }

    /** Shows what a method does beside its steps, such as starting its workers. */
    public synchronized void note(String method, String text) {
        show(method, text, true);
    }

    /** Writes a line that stays, above what is redrawn; whole, however narrow the terminal is, since it may be copied from there. */
    public synchronized void tell(String method, String text) {
        if (!console.isTerminal()) {
            console.err().println(label(method) + text);
            return;
        }
        console.err().print(toFirstLine() + '\r' + CLEAR_TO_END + label(method) + text + '\n');
        drawnLines = 0;
        redraw(true);
    }

    /** Leaves the last state on the screen and the cursor below it. */
    @Override
    public synchronized void close() {
        redraw(true);
        drawnLines = 0;
    }

    private void show(String method, String line, boolean now) {
        nameWidth = Math.max(nameWidth, method.length());
        lines.put(method, line);
        if (console.isTerminal()) {
            redraw(now);
            return;
        }
        Long last = lastWritten.get(method);
        if (now || last == null || clock.nanos() - last >= PLAIN_LINE_NANOS) {
            lastWritten.put(method, clock.nanos());
            console.err().println(label(method) + line);
        }
    }

    private void redraw(boolean now) {
        if (!console.isTerminal() || (!now && clock.nanos() - lastDrawn < REDRAW_NANOS)) {
            return;
        }
        lastDrawn = clock.nanos();
        StringBuilder text = new StringBuilder(toFirstLine());
        lines.forEach((method, line) -> text.append('\r')
                .append(CLEAR_LINE)
                .append(cut(label(method) + line))
                .append('\n'));
        drawnLines = lines.size();
        console.err().print(text);
        console.err().flush();
    }

    private String toFirstLine() {
        return drawnLines > 0 ? "\033[" + drawnLines + "A" : "";
    }

    private String label(String method) {
        return method + " ".repeat(nameWidth - method.length()) + "  ";
    }

    /** A line that wrapped would break the count of lines to go back. */
    private String cut(String line) {
        int limit = console.width().orElse(Integer.MAX_VALUE) - 1;
        return line.length() <= limit ? line : line.substring(0, Math.max(0, limit - 1)) + "…";
    }

    private String describe(Progress p) {
        String accuracy = p.accuracy() == null ? "" : "  accuracy " + Quantity.percent(p.accuracy());
        return String.format(
                Locale.ROOT,
                "%sstep %,d/%,d  loss %s%s  sent %s  %s%s",
                console.isTerminal() ? bar(p) + "  " : "",
                p.step(),
                p.steps(),
                Quantity.loss(p.loss()),
                accuracy,
                Quantity.bytes(p.bytesSent()),
                Quantity.rate(p.bytesPerSecond()),
                Double.isNaN(p.secondsLeft()) ? "" : "  " + Quantity.seconds(p.secondsLeft()) + " left");
    }

    private static String bar(Progress p) {
        int full = p.steps() == 0 ? 0 : (int) Math.clamp(BAR_CELLS * p.step() / p.steps(), 0, BAR_CELLS);
        return "█".repeat(full) + "░".repeat(BAR_CELLS - full);
    }
}
