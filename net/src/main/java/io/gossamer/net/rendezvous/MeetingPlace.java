package io.gossamer.net.rendezvous;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a member of a group that lives on meets the others, one view after the other. */
final class MeetingPlace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeetingPlace.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STRANGER = Duration.ofSeconds(5);
    private static final int MOST = 1 << 12;
    private static final String STRANGE = "it is no member of this group";

    /** Somebody at the door who says that it is a member. */
    private record Arrival(long view, Meeting meeting, FrameChannel channel) {}

    private final World world;
    private final Listener listener;
    private final Duration timeout;
    private final BooleanSupplier disturbed;
    private final Mailbox<Arrival> arrivals;
    /** Who came before it was wanted. */
    private final List<Arrival> early = new ArrayList<>();

    private final Task doorman;
    /** Known to members alone; empty before the first view. */
    private volatile byte[] session = {};

    private volatile boolean closed;

    /** @param disturbed whether whoever waits here is wanted elsewhere */
    MeetingPlace(World world, Listener listener, Duration timeout, BooleanSupplier disturbed) {
        this.world = world;
        this.listener = listener;
        this.timeout = timeout;
        this.disturbed = disturbed;
        this.arrivals = world.mailbox(MOST);
        this.doorman = world.spawn("accepting members", this::accept);
    }

    /**
     * A fresh connection to another member of a view; the one that came later dials.
     *
     * @throws IOException if it cannot be reached, or does not come, in time
     */
    FrameChannel meet(ViewLetters.Installation view, long member) throws IOException, InterruptedException {
        session = view.session();
        return view.own() > member ? dial(view, member) : awaitArrival(view, member);
    }

    private FrameChannel dial(ViewLetters.Installation view, long member) throws IOException, InterruptedException {
        Welcome.Address address = view.addresses().get(member);
        Connection connection = world.connect(address.endpoint(), timeout);
        boolean met = false;
        try {
            FrameChannel line = new FrameChannel(world, connection);
            address.requireAt(connection);
            send(line, view, member);
            check(Meeting.decode(Talk.expect(line, Tag.MEET, timeout)), view, member);
            met = true;
            return line;
        } catch (GossamerException refused) {
            throw new IOException(refused.getMessage(), refused);
        } finally {
            if (!met) {
                connection.close();
            }
        }
    }

    private static void send(FrameChannel line, ViewLetters.Installation view, long member)
            throws IOException, InterruptedException {
        Meeting meeting = new Meeting(view.session(), Math.toIntExact(view.own()), Math.toIntExact(member));
        MemorySegment payload = meeting.encode();
        int number = (int) view.view().number();
        line.send(Frame.of(Tag.MEET, number, Kind.CONTROL, payload.byteSize()), payload);
    }

    private static void check(Meeting meeting, ViewLetters.Installation view, long member) throws ProtocolException {
        if (!MessageDigest.isEqual(meeting.session(), view.session())
                || meeting.from() != member
                || meeting.to() != view.own()) {
            throw new ProtocolException("it is not who it should be");
        }
    }

    private FrameChannel awaitArrival(ViewLetters.Installation view, long member)
            throws IOException, InterruptedException {
        long deadline = world.nanoTime() + timeout.toNanos();
        while (true) {
            dropStrangers();
            Optional<Arrival> known = early.stream()
                    .filter(arrival -> arrival.view() == (int) view.view().number()
                            && arrival.meeting().from() == member)
                    .findFirst();
            if (known.isPresent()) {
                early.remove(known.get());
                return answer(view, member, known.get());
            }
            Duration left = Duration.ofNanos(Math.max(0, deadline - world.nanoTime()));
            Duration glance = left.compareTo(POLL) < 0 ? left : POLL;
            arrivals.take(glance).ifPresent(early::add);
            if (disturbed.getAsBoolean()) {
                throw new IOException("this member is told to stop");
            }
            if (left.isZero()) {
                throw new SocketTimeoutException("it did not come");
            }
        }
    }

    /**
     * Whoever comes may say that it is a member. One that does not know the session is none, and must not be taken for
     * the one that it names.
     */
    private void dropStrangers() {
        early.removeIf(arrival -> {
            boolean stranger = isStranger(arrival.meeting());
            if (stranger) {
                refuse(arrival.channel().connection(), STRANGE);
            }
            return stranger;
        });
    }

    private boolean isStranger(Meeting meeting) {
        return !MessageDigest.isEqual(meeting.session(), session);
    }

    private static void refuse(Connection connection, String reason) {
        LOG.warn("{}", new Refusal(connection.remote(), Identified.peerOf(connection), reason));
        connection.close();
    }

    private static FrameChannel answer(ViewLetters.Installation view, long member, Arrival arrival)
            throws IOException, InterruptedException {
        check(arrival.meeting(), view, member);
        view.addresses().get(member).requireAt(arrival.channel().connection());
        send(arrival.channel(), view, member);
        return arrival.channel();
    }

    private void accept() {
        try {
            while (!closed) {
                listener.accept(POLL)
                        .ifPresent(
                                connection -> world.spawn("meeting " + connection.remote(), () -> receive(connection)));
            }
        } catch (IOException e) {
            LOG.debug("No more members are met", e);
        } catch (InterruptedException e) {
            LOG.trace("No more members are met", e);
        }
    }

    private void receive(Connection connection) {
        try {
            FrameChannel line = new FrameChannel(world, connection);
            Frame frame = line.receiveHeader(STRANGER);
            if (frame.tag() != Tag.MEET) {
                throw new ProtocolException("a " + frame.tag().label() + " where a meeting belongs");
            }
            Meeting meeting = Meeting.decode(Talk.payload(line, frame, STRANGER));
            if (session.length > 0 && isStranger(meeting)) {
                throw new ProtocolException(STRANGE);
            }
            arrivals.put(new Arrival(frame.sequence(), meeting, line));
        } catch (IOException e) {
            refuse(connection, e.getMessage());
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        doorman.interrupt();
        listener.close();
        early.forEach(arrival -> arrival.channel().close());
    }
}
