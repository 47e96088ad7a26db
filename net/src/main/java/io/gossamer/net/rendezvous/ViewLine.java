package io.gossamer.net.rendezvous;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.collective.ViewService;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.FlushReport;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member's end of its line to the coordinator of its views, and the door at which other members meet it. */
final class ViewLine implements ViewService {
    private static final Logger LOG = LoggerFactory.getLogger(ViewLine.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STRANGER = Duration.ofSeconds(5);
    private static final int MOST = 1 << 12;

    private final World world;
    private final FrameChannel channel;
    private final Listener listener;
    private final Duration timeout;
    private final Heart heart;
    private final Mailbox<Told> told;
    private final Mailbox<Arrival> arrivals;
    /** Who came before it was wanted. */
    private final List<Arrival> early = new ArrayList<>();

    private final Task reader;
    private final Task doorman;
    /** Notices that end what is under way and are not taken yet. */
    private final AtomicInteger disturbances = new AtomicInteger();

    private volatile boolean somebodyWaits;
    private volatile boolean closed;
    private ViewLetters.Installation installation;

    /**
     * A notice on its way to the group.
     *
     * @param installation what this line itself must know of a view, once it begins
     * @param disturbs whether it ends what is under way
     */
    private record Told(Notice notice, Optional<ViewLetters.Installation> installation, boolean disturbs) {
        static Told disturbing(Notice notice) {
            return new Told(notice, Optional.empty(), true);
        }
    }

    /** Somebody at the door who says that it is a member. */
    private record Arrival(long view, Meeting meeting, FrameChannel channel) {}

    /** @param channel on which this member has applied already */
    ViewLine(World world, FrameChannel channel, Listener listener, Duration timeout) {
        this.world = world;
        this.channel = channel;
        this.listener = listener;
        this.timeout = timeout;
        this.told = world.mailbox(MOST);
        this.arrivals = world.mailbox(MOST);
        this.heart = new Heart(world, timeout);
        heart.beatOn(channel);
        this.reader = world.spawn("from the coordinator", this::listen);
        this.doorman = world.spawn("accepting members", this::accept);
    }

    // What the coordinator says

    private void listen() {
        try {
            while (true) {
                Frame frame = channel.receiveHeader(timeout);
                hear(frame, Talk.payload(channel, frame, timeout));
            }
        } catch (IOException e) {
            over(e);
        } catch (InterruptedException e) {
            LOG.trace("The line to the coordinator is no longer listened to", e);
        }
    }

    private void hear(Frame frame, MemorySegment payload) throws IOException, InterruptedException {
        switch (frame.tag()) {
            case HEARTBEAT -> LOG.trace("The coordinator beats");
            case APPLICANT -> somebodyWaits = true;
            case FLUSH -> tell(Told.disturbing(new Notice.Flush(ViewLetters.view(payload))));
            case AGREED -> {
                ViewLetters.Voted agreed = ViewLetters.Voted.decode(payload);
                tell(new Told(new Notice.Agreed(agreed.view(), agreed.ballot()), Optional.empty(), false));
            }
            case INSTALL -> {
                ViewLetters.Installation next = ViewLetters.Installation.decode(payload);
                Notice notice = new Notice.Installed(next.view(), next.committed(), next.donations(), next.fresh());
                tell(new Told(notice, Optional.of(next), true));
            }
            case REFUSED -> throw new IOException("it shut this member out: " + Fields.parse(payload, Fields::getText));
            default -> throw new ProtocolException("a " + frame.tag().label() + " does not belong here");
        }
    }

    private void tell(Told news) throws InterruptedException {
        if (news.disturbs()) {
            disturbances.incrementAndGet();
        }
        told.put(news);
    }

    private void over(IOException e) {
        if (closed) {
            return;
        }
        String what = e instanceof SocketTimeoutException
                ? "hangs: nothing came from it for " + timeout.toMillis() / 1000.0 + " s"
                : "is gone: " + e.getMessage();
        PeerFailureException reason = new PeerFailureException(
                PeerFailureException.COORDINATOR,
                "The coordinator at " + channel.connection().remote() + " " + what,
                "Join again once it is there.",
                e);
        try {
            tell(Told.disturbing(new Notice.Over(reason)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long own() {
        return installation.own();
    }

    @Override
    public String name(long member) {
        Welcome.Address address = installation.addresses().get(member);
        return address == null ? "member " + member : address.name();
    }

    @Override
    public boolean disturbed() {
        return disturbances.get() > 0;
    }

    @Override
    public boolean somebodyWaits() {
        return somebodyWaits;
    }

    @Override
    public Notice next() throws InterruptedException {
        Told news = told.take(FOR_EVER).orElseThrow();
        note(news);
        return news.notice();
    }

    private void note(Told news) {
        if (news.disturbs()) {
            disturbances.decrementAndGet();
        }
        news.installation().ifPresent(next -> {
            installation = next;
            somebodyWaits = false;
        });
    }

    // What this member says

    @Override
    public void suspect(long view, long member) throws InterruptedException {
        say(Tag.SUSPECT, ViewLetters.suspicion(view, member));
    }

    @Override
    public void vote(long view, Ballot ballot) throws InterruptedException {
        say(Tag.VOTE, new ViewLetters.Voted(view, ballot).encode());
    }

    @Override
    public void flushed(long view, FlushReport report) throws InterruptedException {
        say(Tag.FLUSHED, ViewLetters.flushed(view, report));
    }

    private void say(Tag tag, MemorySegment payload) throws InterruptedException {
        try {
            Talk.send(channel, tag, payload);
        } catch (IOException e) {
            // Whoever reads from the line notices, too, and tells the group that it is over.
            LOG.debug("The coordinator does not hear a {}", tag.label(), e);
        }
    }

    // Other members

    @Override
    public FrameChannel meet(long view, long member) throws IOException, InterruptedException {
        return own() > member ? dial(view, member) : awaitArrival(view, member);
    }

    private FrameChannel dial(long view, long member) throws IOException, InterruptedException {
        Welcome.Address address = installation.addresses().get(member);
        Connection connection = world.connect(address.endpoint(), timeout);
        boolean met = false;
        try {
            FrameChannel line = new FrameChannel(world, connection);
            send(line, view, meeting(member));
            check(Meeting.decode(Talk.expect(line, Tag.MEET, timeout)), member);
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

    private static void send(FrameChannel line, long view, Meeting meeting) throws IOException, InterruptedException {
        MemorySegment payload = meeting.encode();
        line.send(Frame.of(Tag.MEET, (int) view, Kind.CONTROL, payload.byteSize()), payload);
    }

    private Meeting meeting(long member) {
        return new Meeting(installation.session(), Math.toIntExact(own()), Math.toIntExact(member));
    }

    private void check(Meeting meeting, long member) throws ProtocolException {
        if (!MessageDigest.isEqual(meeting.session(), installation.session())
                || meeting.from() != member
                || meeting.to() != own()) {
            throw new ProtocolException("it is not who it should be");
        }
    }

    private FrameChannel awaitArrival(long view, long member) throws IOException, InterruptedException {
        long deadline = world.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<Arrival> known = early.stream()
                    .filter(arrival ->
                            arrival.view() == (int) view && arrival.meeting().from() == member)
                    .findFirst();
            if (known.isPresent()) {
                early.remove(known.get());
                return answer(view, member, known.get());
            }
            Duration left = Duration.ofNanos(Math.max(0, deadline - world.nanoTime()));
            Duration glance = left.compareTo(POLL) < 0 ? left : POLL;
            arrivals.take(glance).ifPresent(early::add);
            if (disturbed()) {
                throw new IOException("this member is told to stop");
            }
            if (left.isZero()) {
                throw new SocketTimeoutException("it did not come");
            }
        }
    }

    private FrameChannel answer(long view, long member, Arrival arrival) throws IOException, InterruptedException {
        check(arrival.meeting(), member);
        send(arrival.channel(), view, meeting(member));
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
            arrivals.put(new Arrival(frame.sequence(), Meeting.decode(Talk.payload(line, frame, STRANGER)), line));
        } catch (IOException e) {
            LOG.warn("{} is not let in: {}", connection.remote(), e.getMessage());
            connection.close();
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            say(Tag.BYE, Talk.NOTHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heart.stop();
        reader.interrupt();
        doorman.interrupt();
        listener.close();
        channel.close();
        early.forEach(arrival -> arrival.channel().close());
    }
}
