package io.gossamer.net.tcp;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.net.world.Task;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task on a thread, virtual or not. */
final class ThreadTask implements Task {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTask.class);

    private final Thread thread;

    ThreadTask(Thread.Builder kind, String name, Runnable body, Consumer<ThreadTask> onEnd) {
        thread = kind.name(name)
                .uncaughtExceptionHandler((failed, e) -> LOG.error("Task {} failed", failed.getName(), e))
                .unstarted(() -> {
                    try {
                        body.run();
                    } finally {
                        onEnd.accept(this);
                    }
                });
    }

    void start() {
        thread.start();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        ComputeSection.requireNone("join");
        return thread.join(timeout);
    }

    @Override
    public void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end, unless the task waits for its own. */
    void awaitEnd(long deadline) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                LOG.warn("Task {} does not heed its interrupt", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
