package io.gossamer.train.worker;

import io.gossamer.net.world.World;

/** A clock that runs while training and stands still during evaluation and saving. */
final class TrainingClock {
    private static final double NANOS = 1e9;

    private final World world;
    private double secondsBefore;
    private long startedAt;

    /** A clock that runs from now on, with {@code seconds} on it. */
    TrainingClock(World world, double seconds) {
        this.world = world;
        this.secondsBefore = seconds;
        this.startedAt = world.nanoTime();
    }

    double seconds() {
        return secondsBefore + (world.nanoTime() - startedAt) / NANOS;
    }

    /** Lets the clock stand still from now to the end of {@code body}. */
    void pauseFor(Pause body) throws InterruptedException {
        secondsBefore = seconds();
        body.run();
        startedAt = world.nanoTime();
    }

    /** What happens off the clock. */
    @FunctionalInterface
    interface Pause {
        void run() throws InterruptedException;
    }
}
