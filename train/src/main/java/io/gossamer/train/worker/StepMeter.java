package io.gossamer.train.worker;

import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Traffic;
import io.gossamer.net.world.World;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;

/** Measures where the time and the bytes of one step go. */
final class StepMeter {
    private static final double NANOS = 1e9;

    private final Group group;
    private final World world;
    private final Traffic before;
    private final long startedAt;
    private long computedAt;

    StepMeter(Group group) {
        this.group = group;
        this.world = group.world();
        this.before = group.traffic();
        this.startedAt = world.nanoTime();
    }

    /** Marks the end of the part that needs nobody else. */
    void computed() {
        computedAt = world.nanoTime();
    }

    Event.Step end(long step, double loss, double clockSeconds) {
        Traffic after = group.traffic();
        double exchange = (world.nanoTime() - computedAt) / NANOS;
        double communicating = (after.communicatingNanos() - before.communicatingNanos()) / NANOS;
        double sending = Math.min(communicating, (after.sendingNanos() - before.sendingNanos()) / NANOS);
        return new Event.Step(
                group.rank(),
                step,
                loss,
                (computedAt - startedAt) / NANOS + Math.max(0, exchange - communicating),
                sending,
                communicating - sending,
                ByteCount.of(after.sent()).minus(ByteCount.of(before.sent())),
                ByteCount.of(after.received()).minus(ByteCount.of(before.received())),
                clockSeconds);
    }
}
