package io.gossamer.core.fuzz;

import java.time.Duration;

/** Prints the input that a parser is still busy with after ten times its limit, once. */
final class Watchdog implements AutoCloseable {
    private record Watched(int number, byte[] input) {}

    private final long patienceMillis;
    private final long seed;
    private final Thread thread;
    private volatile Watched current;

    Watchdog(Duration limit, long seed) {
        this.patienceMillis = Math.max(1, 10 * limit.toMillis());
        this.seed = seed;
        this.thread = Thread.ofPlatform().daemon().name("fuzz-watchdog").start(this::guard);
    }

    void watch(int number, byte[] input) {
        current = new Watched(number, input);
    }

    private void guard() {
        try {
            while (true) {
                Watched before = current;
                Thread.sleep(patienceMillis);
                if (before != null && before == current) {
                    System.err.printf(
                            "the parser hangs at input %d; %s%n",
                            before.number(), MutationFuzzer.describe(before.input(), seed));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: the run is over
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
