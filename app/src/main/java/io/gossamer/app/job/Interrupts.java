package io.gossamer.app.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Makes Ctrl-C and a plain kill a request the first time, and an end the second time. Closing it restores what was
 * before. A process that was started with SIGINT ignored, as a script's background jobs are, hears only the kill.
 */
final class Interrupts implements AutoCloseable {
    private static final int EXIT_CODE = 130;

    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    private Interrupts() {}

    static Interrupts askFirst(Runnable request) {
        AtomicBoolean asked = new AtomicBoolean();
        Interrupts interrupts = new Interrupts();
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            interrupts.before.put(signal, Signal.handle(signal, received -> {
                if (asked.getAndSet(true)) {
                    Runtime.getRuntime().exit(EXIT_CODE);
                }
                request.run();
            }));
        }
        return interrupts;
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
