package io.gossamer.train.worker;

import java.util.function.LongSupplier;

/** A clock that runs while training and stands still during evaluation and saving. */
final class TrainingClock {
    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private double secondsBefore;
    private long startedAt;
    private boolean running = true;

    /**
     * A clock that runs from now on, with {@code seconds} on it.
     *
     * @param nanos the world's clock
     */
    TrainingClock(LongSupplier nanos, double seconds) {
        this.nanos = nanos;
        this.secondsBefore = seconds;
        this.startedAt = nanos.getAsLong();
    }

    /** What it shows; asked within a pause, what it showed when the pause began. */
    double seconds() {
        return running ? secondsBefore + (nanos.getAsLong() - startedAt) / NANOS : secondsBefore;
    }

    /** Lets the clock stand still from now to the end of {@code body}. */
    void pauseFor(Pause body) throws InterruptedException {
        secondsBefore = seconds();
        running = false;
        body.run();
        startedAt = nanos.getAsLong();
        running = true;
    }

    /** What happens off the clock. */
    @FunctionalInterface
    interface Pause {
        void run() throws InterruptedException;
    }
}
