package io.gossamer.train.worker;

import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Traffic;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;

/** Measures where the time and the bytes of one step go. */
final class StepMeter {
    private static final double NANOS = 1e9;

    private final Group group;
    private final int worker;
    private final Traffic before;
    private final long startedAt;
    private final long operatingBefore;
    private final long uploadBefore;

    /** Starts with the step. */
    StepMeter(Group group, int worker) {
        this.worker = worker;
        this.group = group;
        this.before = group.traffic();
        this.startedAt = group.world().nanoTime();
        this.operatingBefore = group.operatingNanos();
        this.uploadBefore = group.world().uploadNanos();
    }

    Event.Step end(long step, double loss, double clockSeconds) {
        Traffic after = group.traffic();
        double all = (group.world().nanoTime() - startedAt) / NANOS;
        double communicating = (group.operatingNanos() - operatingBefore) / NANOS;
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
