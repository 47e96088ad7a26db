package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts whoever comes, reads the first thing it says, and leaves the rest to a host. */
final class Entrance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STRANGER = Duration.ofSeconds(5);
    /** So many may stand at the door at once, those inside not counted. */
    private static final int MOST_STRANGERS = 64;

    /** Who decides whom to let in. */
    interface Host {
        /**
         * Judges somebody by the first thing it says.
         *
         * @return what to do on its line from now on; empty if it was turned away
         * @throws ProtocolException if it makes no sense; whoever said it is told so
         */
        Optional<Conversation> admit(FrameChannel channel, Tag tag, MemorySegment payload)
                throws IOException, InterruptedException;
    }

    /** What is said on a line from then on; it ends with the line. */
    interface Conversation {
        void run() throws InterruptedException;
    }

    private final World world;
    private final Listener listener;
    private final Host host;
    private final AtomicInteger strangers = new AtomicInteger();
    private volatile boolean closed;

    Entrance(World world, Listener listener, Host host) {
        this.world = world;
        this.listener = listener;
        this.host = host;
    }

    Endpoint endpoint() {
        return listener.endpoint();
    }

    void run() {
        try {
            while (!closed) {
                listener.accept(POLL).ifPresent(this::answer);
            }
        } catch (IOException e) {
            LOG.debug("The door is closed", e);
        } catch (InterruptedException e) {
            LOG.trace("The door is closed", e);
        }
    }

    private void answer(Connection connection) {
        if (strangers.incrementAndGet() > MOST_STRANGERS) {
            strangers.decrementAndGet();
            connection.close();
            return;
        }
        world.spawn("at the door: " + connection.remote(), () -> receive(connection));
    }

    private void receive(Connection connection) {
        try {
            Optional<Conversation> conversation = admit(new FrameChannel(world, connection));
            if (conversation.isPresent()) {
                conversation.get().run();
            }
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    private Optional<Conversation> admit(FrameChannel channel) throws InterruptedException {
        try {
            Frame frame = Talk.next(channel, STRANGER);
            return host.admit(channel, frame.tag(), Talk.payload(channel, frame, STRANGER));
        } catch (ProtocolException | GossamerException e) {
            turnAway(channel, "not understood: " + e.getMessage());
        } catch (IOException e) {
            refuse(channel.connection(), "it said nothing: " + e.getMessage());
            channel.close();
        } finally {
            strangers.decrementAndGet();
        }
        return Optional.empty();
    }

    /** Says why, and closes. */
    static void turnAway(FrameChannel channel, String reason) throws InterruptedException {
        Connection connection = channel.connection();
        refuse(connection, reason);
        try {
            Talk.refuse(channel, reason);
        } catch (IOException e) {
            LOG.debug("{} did not wait for the answer", channel.connection().remote(), e);
        }
        channel.close();
    }

    private static void refuse(Connection connection, String reason) {
        LOG.warn("{}", new Refusal(connection.remote(), Identified.peerOf(connection), reason));
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        listener.close();
    }
}
