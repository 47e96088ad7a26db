package io.gossamer.net.tcp;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.net.world.Mailbox;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

final class QueueMailbox<T> implements Mailbox<T> {
    private final LinkedBlockingQueue<T> queue;

    QueueMailbox(int capacity) {
        this.queue = new LinkedBlockingQueue<>(capacity);
    }

    @Override
    public void put(T element) throws InterruptedException {
        ComputeSection.requireNone("put");
        queue.put(element);
    }

    @Override
    public Optional<T> take(Duration timeout) throws InterruptedException {
        ComputeSection.requireNone("take");
        return Optional.ofNullable(queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
    }
}
