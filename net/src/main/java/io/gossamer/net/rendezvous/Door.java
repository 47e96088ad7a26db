package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.Notice;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in who knows the token, turns away who does not, and passes on what those inside say. */
final class Door implements Entrance.Host, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final Invitations invitations;
    private final int size;
    private final Duration timeout;
    private final Mailbox<SeatEvent> events;
    private final Entrance entrance;
    private volatile String closedBecause;

    Door(
            World world,
            Listener listener,
            Invitations invitations,
            int size,
            Duration timeout,
            Mailbox<SeatEvent> events) {
        this.invitations = invitations;
        this.size = size;
        this.timeout = timeout;
        this.events = events;
        this.entrance = new Entrance(world, listener, this);
    }

    Endpoint endpoint() {
        return entrance.endpoint();
    }

    void run() {
        entrance.run();
    }

    @Override
    public Optional<Entrance.Conversation> admit(FrameChannel channel, Tag tag, MemorySegment payload)
            throws IOException, InterruptedException {
        if (tag != Tag.HELLO) {
            throw new ProtocolException("a " + tag.label() + " came where a hello belongs");
        }
        Hello hello = Hello.decode(payload);
        Optional<String> objection = objection(hello);
        if (objection.isPresent()) {
            turnAway(channel, objection.get());
            return Optional.empty();
        }
        Seat seat = new Seat(channel, hello);
        return Optional.of(() -> {
            events.put(new SeatEvent.Applied(seat));
            listen(seat);
        });
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
        Entrance.turnAway(channel, reason);
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
            default -> throw new ProtocolException("a " + frame.tag().label() + " does not belong here");
        }
        return true;
    }

    private void fail(Seat seat, String what) throws InterruptedException {
        if (!entrance.closed()) {
            events.put(new SeatEvent.Failed(seat, seat.rank(), seat.name() + what));
        }
    }

    @Override
    public void close() {
        entrance.close();
    }
}
