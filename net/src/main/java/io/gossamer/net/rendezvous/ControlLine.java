package io.gossamer.net.rendezvous;

import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.collective.Notice;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's end of its line to the coordinator: beats, listens, and ends the group when either side is at an end. */
final class ControlLine {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLine.class);

    private final World world;
    private final FrameChannel channel;
    private final Duration timeout;
    private final Heart heart;
    private volatile boolean ended;

    ControlLine(World world, FrameChannel channel, Duration timeout) {
        this.world = world;
        this.channel = channel;
        this.timeout = timeout;
        this.heart = new Heart(world, timeout);
        heart.beatOn(channel);
    }

    FrameChannel channel() {
        return channel;
    }

    /** Ties the line to the group: the end of one is told to the other. */
    void follow(MeshGroup group) {
        group.onFailure(this::tell);
        group.onClose(() -> {
            sayBye();
            end();
        });
        world.spawn("from the coordinator", () -> listen(group));
    }

    private void listen(MeshGroup group) {
        try {
            while (true) {
                Frame frame = channel.receiveHeader(timeout);
                var payload = Talk.payload(channel, frame, timeout);
                if (frame.tag() == Tag.FAILED) {
                    Notice notice = Notice.decode(payload, group.size());
                    group.fail(new PeerFailureException(
                            notice.rank(), notice.text(), "Look at that worker's own output.", null));
                }
            }
        } catch (IOException e) {
            if (!ended) {
                group.fail(coordinatorGone(e));
            }
        } catch (InterruptedException e) {
            LOG.trace("The line to the coordinator is no longer listened to", e);
        }
    }

    /** What it means that the coordinator cannot be read from. */
    PeerFailureException coordinatorGone(IOException e) {
        String what = e instanceof SocketTimeoutException
                ? " hangs: nothing came from it for " + timeout.toMillis() / 1000.0 + " s"
                : " is gone: " + e.getMessage();
        return new PeerFailureException(
                PeerFailureException.COORDINATOR,
                "The coordinator at " + channel.connection().remote() + what,
                "The program that started the run has ended; start the run again or resume it.",
                e);
    }

    /** Tells the coordinator who failed. */
    void tell(PeerFailureException failure) {
        if (failure.rank() != PeerFailureException.COORDINATOR) {
            trySend(Tag.FAILED, new Notice(failure.rank(), failure.getMessage()));
        }
    }

    private void trySend(Tag tag, Notice notice) {
        try {
            Talk.send(channel, tag, notice.encode());
        } catch (IOException e) {
            LOG.debug("The coordinator could not be told", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayBye() {
        ended = true;
        try {
            Talk.send(channel, Tag.BYE);
        } catch (IOException e) {
            LOG.debug("The coordinator was gone before the goodbye", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ended = true;
        heart.stop();
        channel.close();
    }
}
