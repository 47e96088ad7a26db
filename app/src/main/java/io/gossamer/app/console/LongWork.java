package io.gossamer.app.console;

/**
 * Says what a command is doing, on standard error, once it has taken two seconds: on a terminal in one line that is
 * redrawn and wiped at the end, elsewhere a line every five seconds. What is done may be told from one thread while
 * another writes.
 */
public final class LongWork implements AutoCloseable {
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final long PLAIN_LINE_NANOS = 5_000_000_000L;
    private static final long REDRAW_MILLIS = 200;
    private static final String CLEAR_LINE = "\r\033[2K";

    private final Console console;
    private final ProgressBoard.Clock clock;
    private final long start;
    private final Thread ticker;
    private String text = "";
    private boolean drawn;
    private long nextPlainLine;
    private boolean closed;

    public LongWork(Console console) {
        this(console, System::nanoTime);
        ticker.start();
    }

    /** Without a thread of its own, which tests take the part of. */
    LongWork(Console console, ProgressBoard.Clock clock) {
        this.console = console;
        this.clock = clock;
        this.start = clock.nanos();
        this.nextPlainLine = PATIENCE_NANOS;
        this.ticker = Thread.ofPlatform().daemon().name("progress").unstarted(this::tickUntilClosed);
    }

    /** What is being done now. */
    public synchronized void at(String activity) {
        text = activity;
    }

    synchronized void tick() {
        long elapsed = clock.nanos() - start;
        if (closed || text.isEmpty() || elapsed < PATIENCE_NANOS) {
            return;
        }
        String line = text + "  " + Quantity.seconds(elapsed / 1e9);
        if (console.isTerminal()) {
            int room = console.width().orElseThrow() - 1;
            console.err().print(CLEAR_LINE + (line.length() <= room ? line : line.substring(0, Math.max(0, room))));
            console.err().flush();
            drawn = true;
        } else if (elapsed >= nextPlainLine) {
            nextPlainLine = elapsed + PLAIN_LINE_NANOS;
            console.err().println(line);
        }
    }

    private void tickUntilClosed() {
        try {
            while (true) {
                Thread.sleep(REDRAW_MILLIS);
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ticker.interrupt();
        synchronized (this) {
            closed = true;
            if (drawn) {
                console.err().print(CLEAR_LINE);
                console.err().flush();
            }
        }
    }
}
