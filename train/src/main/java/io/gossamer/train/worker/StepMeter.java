package io.gossamer.train.worker;

import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Traffic;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;
import java.util.Optional;

/** Measures where the time and the bytes of one step go. */
final class StepMeter {
    private static final double NANOS = 1e9;

    private final Group group;
    private final int worker;
    private final Traffic before;
    private final long startedAt;
    private final long operatingBefore;
    private final long uploadBefore;
    private final Optional<ExchangeQueue> queue;
    private final long hiddenBefore;

    /**
     * Starts with the step.
     *
     * @param queue where all goes that the worker says in a step, if it goes on computing meanwhile
     * @param before what had been said before: at the end of the last step, if what it left under way went on since
     */
    StepMeter(Group group, Optional<ExchangeQueue> queue, int worker, Traffic before) {
        this.worker = worker;
        this.group = group;
        this.queue = queue;
        this.hiddenBefore = hiddenNanos();
        queue.ifPresent(ExchangeQueue::computing);
        this.before = before;
        this.startedAt = group.world().nanoTime();
        this.operatingBefore = communicatingNanos();
        this.uploadBefore = group.world().uploadNanos();
    }

    /** Time in which the worker did nothing but communicate. */
    private long communicatingNanos() {
        return queue.map(ExchangeQueue::waitedNanos).orElseGet(group::operatingNanos);
    }

    private long hiddenNanos() {
        return queue.map(ExchangeQueue::hiddenNanos).orElse(0L);
    }

    /** What ended in this step and was under way while the worker computed; empty if nothing did. */
    Optional<Event.Hidden> hidden(long step) {
        long nanos = hiddenNanos() - hiddenBefore;
        return nanos == 0 ? Optional.empty() : Optional.of(new Event.Hidden(worker, step, nanos / NANOS));
    }

    /** @param after what has been said by now */
    Event.Step end(long step, double loss, double clockSeconds, Traffic after) {
        double all = (group.world().nanoTime() - startedAt) / NANOS;
        double communicating = (communicatingNanos() - operatingBefore) / NANOS;
        double sending = Math.min(communicating, (group.world().uploadNanos() - uploadBefore) / NANOS);
        return new Event.Step(
                worker,
                step,
                loss,
                all - communicating,
                sending,
                communicating - sending,
                ByteCount.of(after.sent()).minus(ByteCount.of(before.sent())),
                ByteCount.of(after.received()).minus(ByteCount.of(before.received())),
                clockSeconds);
    }
}
