package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a sign of life on some channels, several times within the timeout of whoever listens. */
final class Heart {
    private static final Logger LOG = LoggerFactory.getLogger(Heart.class);
    private static final int BEATS_PER_TIMEOUT = 6;
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);
    private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    private final World world;
    private final Duration interval;
    private final List<FrameChannel> channels = new CopyOnWriteArrayList<>();
    private final Task task;

    Heart(World world, Duration timeout) {
        this.world = world;
        Duration part = timeout.dividedBy(BEATS_PER_TIMEOUT);
        this.interval = part.compareTo(LONGEST_INTERVAL) < 0 ? part : LONGEST_INTERVAL;
        this.task = world.spawn("heart", this::beat);
    }

    void beatOn(FrameChannel channel) {
        channels.add(channel);
    }

    void forget(FrameChannel channel) {
        channels.remove(channel);
    }

    private void beat() {
        try {
            while (true) {
                for (FrameChannel channel : channels) {
                    beat(channel);
                }
                world.sleep(interval);
            }
        } catch (InterruptedException e) {
            LOG.trace("The heart stops", e);
        }
    }

    private void beat(FrameChannel channel) throws InterruptedException {
        try {
            channel.trySend(Frame.control(Tag.HEARTBEAT, 0), NOTHING, interval);
        } catch (IOException e) {
            LOG.trace(
                    "{} is gone; whoever reads from it will notice",
                    channel.connection().remote(),
                    e);
            forget(channel);
        }
    }

    void stop() {
        task.interrupt();
    }
}
