package io.gossamer.net.world;

import java.time.Duration;

/** A world laid over another, with connections of its own kind; all else is the other's. */
public abstract class LayeredWorld implements World {
    protected final World below;

    protected LayeredWorld(World below) {
        this.below = below;
    }

    @Override
    public final long nanoTime() {
        return below.nanoTime();
    }

    @Override
    public final void sleep(Duration duration) throws InterruptedException {
        below.sleep(duration);
    }

    @Override
    public final Task spawn(String name, Runnable body) {
        return below.spawn(name, body);
    }

    @Override
    public final Task spawnBusy(String name, Runnable body) {
        return below.spawnBusy(name, body);
    }

    @Override
    public final <T> Mailbox<T> mailbox(int capacity) {
        return below.mailbox(capacity);
    }

    @Override
    public final long uploadNanos() {
        return below.uploadNanos();
    }
}
