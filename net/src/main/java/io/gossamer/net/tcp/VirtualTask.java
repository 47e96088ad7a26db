package io.gossamer.net.tcp;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.net.world.Task;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task on a virtual thread. */
final class VirtualTask implements Task {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualTask.class);

    private final Thread thread;

    VirtualTask(String name, Runnable body, Consumer<VirtualTask> onEnd) {
        thread = Thread.ofVirtual()
                .name(name)
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
