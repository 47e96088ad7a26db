package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.collective.Notice;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in who knows the token, turns away who does not, and passes on what those inside say. */
final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STRANGER = Duration.ofSeconds(5);
    /** So many may stand at the door at once, those inside not counted. */
    private static final int MOST_STRANGERS = 64;

    private final World world;
    private final Listener listener;
    private final Invitations invitations;
    private final int size;
    private final Duration timeout;
    private final Mailbox<SeatEvent> events;
    private final AtomicInteger strangers = new AtomicInteger();
    private volatile boolean closed;
    private volatile String closedBecause;

    Door(
            World world,
            Listener listener,
            Invitations invitations,
            int size,
            Duration timeout,
            Mailbox<SeatEvent> events) {
        this.world = world;
        this.listener = listener;
        this.invitations = invitations;
        this.size = size;
        this.timeout = timeout;
        this.events = events;
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
            FrameChannel channel = new FrameChannel(world, connection);
            Seat seat = admit(channel);
            if (seat != null) {
                events.put(new SeatEvent.Applied(seat));
                listen(seat);
            }
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    /** The worker's seat, or null if it was turned away. */
    private Seat admit(FrameChannel channel) throws InterruptedException {
        try {
            Hello hello = Hello.decode(Talk.expect(channel, Tag.HELLO, STRANGER));
            Optional<String> objection = objection(hello);
            if (objection.isEmpty()) {
                return new Seat(channel, hello);
            }
            turnAway(channel, objection.get());
        } catch (ProtocolException | GossamerException e) {
            turnAway(channel, "not understood: " + e.getMessage());
        } catch (IOException e) {
            LOG.warn("{} came and said nothing: {}", channel.connection().remote(), e.getMessage());
            channel.close();
        } finally {
            strangers.decrementAndGet();
        }
        return null;
    }

    /** A token is not used up by somebody who cannot come in anyway, and not explained to who does not have it. */
    private Optional<String> objection(Hello hello) {
        Optional<String> objection = invitations.objection(hello.token());
        if (objection.isEmpty() && hello.wantedRank() >= size) {
            objection = Optional.of("rank " + hello.wantedRank() + " of " + size + " does not exist");
        }
        return objection.or(() -> Optional.ofNullable(closedBecause)).or(() -> invitations.redeem(hello.token()));
    }

    /** Says why, and closes. */
    void turnAway(FrameChannel channel, String reason) throws InterruptedException {
        Connection connection = channel.connection();
        LOG.warn("{}", new Refusal(connection.remote(), Identified.peerOf(connection), reason));
        try {
            Talk.refuse(channel, reason);
        } catch (IOException e) {
            LOG.debug("{} did not wait for the answer", channel.connection().remote(), e);
        }
        channel.close();
    }

    /** Turns away whoever comes from now on. */
    void closeTo(String reason) {
        closedBecause = reason;
    }

    private void listen(Seat seat) throws InterruptedException {
        try {
            while (hear(seat)) {
                LOG.trace("{} is well", seat.name());
            }
        } catch (SocketTimeoutException e) {
            fail(seat, " hangs: no sign of life for " + timeout.toMillis() / 1000.0 + " s");
        } catch (ProtocolException e) {
            fail(seat, " broke the protocol: " + e.getMessage());
        } catch (IOException e) {
            fail(seat, " ended: its connection to the coordinator is closed");
        }
    }

    /** Takes the next frame of a worker; false if it was the last. */
    private boolean hear(Seat seat) throws IOException, InterruptedException {
        Frame frame = seat.channel().receiveHeader(timeout);
        var payload = Talk.payload(seat.channel(), frame, timeout);
        switch (frame.tag()) {
            case HEARTBEAT -> LOG.trace("{} beats", seat.name());
            case READY -> events.put(new SeatEvent.Ready(seat));
            case BYE -> {
                events.put(new SeatEvent.Left(seat));
                return false;
            }
            case FAILED -> {
                Notice notice = Notice.decode(payload, size);
                events.put(new SeatEvent.Failed(seat, notice.rank(), notice.text()));
            }
            case VOTE, SUSPECT, FLUSHED -> events.put(new SeatEvent.Said(seat, frame.tag(), payload));
            default -> throw new ProtocolException("a " + frame.tag().label() + " does not belong here");
        }
        return true;
    }

    private void fail(Seat seat, String what) throws InterruptedException {
        if (!closed) {
            events.put(new SeatEvent.Failed(seat, seat.rank(), seat.name() + what));
        }
    }

    @Override
    public void close() {
        closed = true;
        listener.close();
    }
}
