package io.gossamer.net.raft;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages to one other replica, over connections that it makes and makes again. What cannot be carried now is
 * dropped, since {@link Raft} says again whatever still matters.
 */
public final class Courier implements AutoCloseable {
    /** Makes a connection to another replica, and to nobody else. */
    public interface Dialler {
        Connection dial(Endpoint to, Duration patience) throws IOException, InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    /** What is older than so many messages is not worth carrying. */
    private static final int MOST_WAITING = 64;

    private final World world;
    private final Endpoint to;
    private final Dialler dialler;
    private final MemorySegment introduction;
    private final Duration patience;
    private final Mailbox<Message> outbox;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Task carrier;
    private volatile FrameChannel channel;
    /** When the other replica was heard of last, or a connection to it was made. */
    private volatile long heard;

    /**
     * @param introduction what a {@link Tag#REPLICA} says at the beginning of each connection
     * @param patience how long the other may take to be reached, or say nothing at all, before another connection is tried
     */
    public Courier(World world, Endpoint to, Dialler dialler, MemorySegment introduction, Duration patience) {
        this.world = world;
        this.to = to;
        this.dialler = dialler;
        this.introduction = introduction;
        this.patience = patience;
        this.outbox = world.mailbox(MOST_WAITING);
        this.carrier = world.spawn("messages to replica " + to, this::carry);
    }

    /** Sends a message some time, or never; does not wait. */
    public void send(Message message) throws InterruptedException {
        if (waiting.get() < MOST_WAITING) {
            waiting.incrementAndGet();
            outbox.put(message);
        } else if (silent()) {
            // The carrier may be stuck in a connection that leads nowhere, and only its end frees it.
            drop(channel);
        }
    }

    /** The other replica was heard of, on whatever connection. */
    public void heard() {
        heard = world.nanoTime();
    }

    private boolean silent() {
        return world.nanoTime() - heard > patience.toNanos();
    }

    private void carry() {
        try {
            while (true) {
                Message message = outbox.take(FOR_EVER).orElseThrow();
                waiting.decrementAndGet();
                carry(message);
            }
        } catch (InterruptedException e) {
            LOG.trace("No more messages to replica {}", to, e);
        }
    }

    private void carry(Message message) throws InterruptedException {
        try {
            MemorySegment payload = MessageCodec.encode(message);
            connected().send(Frame.of(Tag.RAFT, 0, Kind.CONTROL, payload.byteSize()), payload);
        } catch (IOException e) {
            LOG.trace("Replica {} is not reached", to, e);
            drop(channel);
            channel = null;
        }
    }

    private FrameChannel connected() throws IOException, InterruptedException {
        FrameChannel open = channel;
        if (open != null && silent()) {
            drop(open);
            open = null;
        }
        if (open == null) {
            open = new FrameChannel(world, dialler.dial(to, patience));
            channel = open;
            heard = world.nanoTime();
            open.send(Frame.control(Tag.REPLICA, introduction.byteSize()), introduction);
        }
        return open;
    }

    private static void drop(FrameChannel stale) {
        if (stale != null) {
            stale.close();
        }
    }

    @Override
    public void close() {
        carrier.interrupt();
        drop(channel);
    }
}
