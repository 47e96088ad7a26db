package io.gossamer.net.topology;

import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One probe as its server sees it. */
final class Measurement {
    private final World world;
    private final long number;
    private final ProbeSettings settings;
    private final long deadline;
    private final Meter meter;
    /** Holds a token once enough has arrived or nothing more will come. */
    private final Mailbox<Boolean> end;

    private final List<FrameChannel> lines = new ArrayList<>();
    private int live;
    private boolean over;

    Measurement(World world, long number, ProbeSettings settings) {
        this.world = world;
        this.number = number;
        this.settings = settings;
        this.deadline = world.nanoTime() + settings.longest().toNanos();
        this.meter = new Meter(settings);
        this.end = world.mailbox(1);
    }

    long number() {
        return number;
    }

    /** How long it may still take; at least a millisecond. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, deadline - world.nanoTime()));
    }

    /** How long it will take if the way is not slow. */
    Duration likelyLeft() {
        Duration spent = settings.longest().minus(left());
        Duration usual = settings.time().plusSeconds(1);
        return spent.compareTo(usual) < 0 ? usual.minus(spent) : left();
    }

    /** Takes one more connection, unless there are all or it is over. */
    synchronized boolean admit(FrameChannel line) {
        if (over || lines.size() == settings.connections()) {
            return false;
        }
        lines.add(line);
        live++;
        return true;
    }

    /** Bytes have arrived on one of the connections. */
    void arrived(long count) throws InterruptedException {
        if (meter.arrived(world.nanoTime(), count) && finish()) {
            end.put(true);
        }
    }

    /** One of the connections has ended. */
    void ended() throws InterruptedException {
        if (isLast() && finish()) {
            end.put(true);
        }
    }

    private synchronized boolean isLast() {
        live--;
        return live == 0;
    }

    /** True for the first that notices. */
    private synchronized boolean finish() {
        boolean first = !over;
        over = true;
        return first;
    }

    /** Waits for the end. */
    ProbeFrames.Result await() throws InterruptedException {
        end.take(left());
        return meter.result();
    }

    void close() {
        finish();
        copyOfLines().forEach(FrameChannel::close);
    }

    private synchronized List<FrameChannel> copyOfLines() {
        return List.copyOf(lines);
    }
}
