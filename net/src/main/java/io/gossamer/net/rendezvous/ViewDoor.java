package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.raft.Message;
import io.gossamer.net.raft.MessageCodec;
import io.gossamer.net.world.Mailbox;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where members and other replicas come in to a replica of a coordinator; passes on what they say. */
final class ViewDoor implements Entrance.Host {
    private static final Logger LOG = LoggerFactory.getLogger(ViewDoor.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final ReplicaSet replicas;
    private final Invitations invitations;
    private final Charter charter;
    private final Duration timeout;
    private final Mailbox<CoordinatorEvent> events;
    /** The line on which each of the other replicas came last; one before it leads nowhere. */
    private final Map<Integer, FrameChannel> lines = new ConcurrentHashMap<>();

    ViewDoor(
            ReplicaSet replicas,
            Invitations invitations,
            Charter charter,
            Duration timeout,
            Mailbox<CoordinatorEvent> events) {
        this.replicas = replicas;
        this.invitations = invitations;
        this.charter = charter;
        this.timeout = timeout;
        this.events = events;
    }

    @Override
    public Optional<Entrance.Conversation> admit(FrameChannel channel, Tag tag, MemorySegment payload)
            throws IOException, InterruptedException {
        return switch (tag) {
            case ENTER -> {
                Visitor visitor = new Visitor(channel, Enter.decode(payload));
                yield Optional.of(() -> {
                    events.put(new CoordinatorEvent.Entering(visitor));
                    listen(visitor);
                });
            }
            case ASK -> {
                tell(channel, Ask.decode(payload));
                yield Optional.empty();
            }
            case REPLICA -> {
                Introduction introduction = Introduction.decode(payload);
                if (!introduction.fits(replicas)) {
                    throw new ProtocolException("it is no replica of this coordinator");
                }
                yield Optional.of(() -> listen(introduction.from(), channel));
            }
            default -> throw new ProtocolException("a " + tag.label() + " came where an enter belongs");
        };
    }

    /** Says what the group is for to who is invited, which costs none of its invitation's uses. */
    private void tell(FrameChannel channel, Ask ask) throws IOException, InterruptedException {
        Optional<String> objection = invitations.objection(ask.token());
        if (objection.isPresent()) {
            Entrance.turnAway(channel, objection.get());
        } else {
            Talk.send(channel, Tag.CHARTER, charter.encode());
            channel.close();
        }
    }

    // Members

    private void listen(Visitor visitor) throws InterruptedException {
        CoordinatorEvent end = new CoordinatorEvent.Leaving(visitor);
        try {
            while (hear(visitor)) {
                LOG.trace("{} is well", visitor.name());
            }
        } catch (SocketTimeoutException e) {
            end = new CoordinatorEvent.Gone(
                    visitor, "hangs: no sign of life for " + timeout.toMillis() / 1000.0 + " s");
        } catch (ProtocolException e) {
            end = new CoordinatorEvent.Gone(visitor, "broke the protocol: " + e.getMessage());
        } catch (IOException e) {
            end = new CoordinatorEvent.Gone(visitor, "ended: its connection to the coordinator is closed");
        }
        visitor.channel().close();
        events.put(end);
    }

    /** Takes the next frame of a member; false if it was the last. */
    private boolean hear(Visitor visitor) throws IOException, InterruptedException {
        Frame frame = visitor.channel().receiveHeader(timeout);
        MemorySegment payload = Talk.payload(visitor.channel(), frame, timeout);
        switch (frame.tag()) {
            case HEARTBEAT -> LOG.trace("{} beats", visitor.name());
            case READY -> events.put(new CoordinatorEvent.Staying(visitor));
            case VOTE, SUSPECT, FLUSHED -> events.put(new CoordinatorEvent.Said(visitor, frame.tag(), payload));
            case BYE -> {
                return false;
            }
            default -> throw new ProtocolException("a " + frame.tag().label() + " does not belong here");
        }
        return true;
    }

    // Replicas

    private void listen(int from, FrameChannel channel) throws InterruptedException {
        FrameChannel before = lines.put(from, channel);
        if (before != null) {
            before.close();
        }
        try {
            while (true) {
                events.put(new CoordinatorEvent.FromReplica(from, message(channel)));
            }
        } catch (IOException e) {
            LOG.debug("Replica {} says no more here", from, e);
            channel.close();
        }
    }

    private static Message message(FrameChannel channel) throws IOException, InterruptedException {
        Frame frame = channel.receiveHeader(FOR_EVER);
        if (frame.tag() != Tag.RAFT || frame.length() > MessageCodec.LARGEST) {
            throw new ProtocolException("a " + frame.tag().label() + " of " + frame.length() + " bytes");
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[frame.length()]);
        channel.receivePayload(frame, payload, FOR_EVER);
        return MessageCodec.decode(payload);
    }
}
