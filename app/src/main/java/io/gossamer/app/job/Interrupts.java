package io.gossamer.app.job;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Makes Ctrl-C a request the first time, and an end the second time. Closing it restores what was before. */
final class Interrupts implements AutoCloseable {
    private static final Signal INTERRUPT = new Signal("INT");
    private static final int EXIT_CODE = 130;

    private final SignalHandler before;

    private Interrupts(SignalHandler before) {
        this.before = before;
    }

    static Interrupts askFirst(Runnable request) {
        AtomicBoolean asked = new AtomicBoolean();
        return new Interrupts(Signal.handle(INTERRUPT, signal -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().exit(EXIT_CODE);
            }
            request.run();
        }));
    }

    @Override
    public void close() {
        Signal.handle(INTERRUPT, before);
    }
}
