package io.gossamer.net.rendezvous;

import io.gossamer.net.collective.Member;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a worker to all others: it dials the lower ranks and is dialled by the higher ones, and both ends check. */
final class Mesh {
    private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STRANGER = Duration.ofSeconds(5);

    private final World world;
    private final Listener listener;
    private final Welcome welcome;
    private final JoinRequest request;
    private final Mailbox<Member> arrivals;
    private volatile boolean complete;

    Mesh(World world, Listener listener, Welcome welcome, JoinRequest request) {
        this.world = world;
        this.listener = listener;
        this.welcome = welcome;
        this.request = request;
        this.arrivals = world.mailbox(Welcome.MOST_WORKERS);
    }

    /** The others, by rank. */
    List<Member> meet() throws InterruptedException {
        int rank = welcome.rank();
        int size = welcome.addresses().size();
        Map<Integer, Member> members = new TreeMap<>();
        Task acceptor = world.spawn("accepting peers", this::accept);
        try {
            for (int lower = 0; lower < rank; lower++) {
                members.put(lower, dial(lower));
            }
            long deadline = world.nanoTime() + request.timeout().toNanos();
            while (members.size() < size - 1) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - world.nanoTime()));
                Member member = arrivals.take(left).orElseThrow(() -> missing(members));
                members.putIfAbsent(member.rank(), member);
            }
            return List.copyOf(members.values());
        } finally {
            complete = true;
            acceptor.join(POLL.multipliedBy(5));
        }
    }

    private Member dial(int peer) throws InterruptedException {
        Welcome.Address address = welcome.addresses().get(peer);
        try {
            Connection connection = world.connect(address.endpoint(), request.timeout());
            FrameChannel channel = new FrameChannel(world, connection);
            address.requireAt(connection);
            Talk.send(channel, Tag.MEET, meeting(peer).encode());
            check(Meeting.decode(Talk.expect(channel, Tag.MEET, request.timeout())));
            return member(peer, channel);
        } catch (IOException e) {
            throw new PeerFailureException(
                    peer,
                    address.name() + " cannot be reached at " + address.endpoint() + ": " + e.getMessage(),
                    "Check that its machine lets connections in.",
                    e);
        }
    }

    private void accept() {
        try {
            while (!complete) {
                listener.accept(POLL).ifPresent(this::admitLater);
            }
        } catch (IOException e) {
            LOG.debug("No more peers are let in", e);
        } catch (InterruptedException e) {
            LOG.trace("No more peers are let in", e);
        }
    }

    private void admitLater(Connection connection) {
        world.spawn("meeting " + connection.remote(), () -> admit(connection));
    }

    private void admit(Connection connection) {
        try {
            FrameChannel channel = new FrameChannel(world, connection);
            Meeting meeting = Meeting.decode(Talk.expect(channel, Tag.MEET, STRANGER));
            check(meeting);
            welcome.addresses().get(meeting.from()).requireAt(connection);
            Talk.send(channel, Tag.MEET, meeting(meeting.from()).encode());
            arrivals.put(member(meeting.from(), channel));
        } catch (IOException e) {
            LOG.warn("{} is not let in: {}", connection.remote(), e.getMessage());
            connection.close();
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    private Meeting meeting(int peer) {
        return new Meeting(welcome.session(), welcome.rank(), peer);
    }

    private void check(Meeting meeting) throws ProtocolException {
        boolean known = MessageDigest.isEqual(meeting.session(), welcome.session());
        boolean fits =
                meeting.from() >= 0 && meeting.from() < welcome.addresses().size();
        if (!known || !fits || meeting.to() != welcome.rank() || meeting.from() == welcome.rank()) {
            throw new ProtocolException("it is no member of this run");
        }
    }

    private Member member(int peer, FrameChannel channel) {
        request.rates().rate(welcome.rank(), peer).ifPresent(channel.connection()::cap);
        return new Member(peer, welcome.addresses().get(peer).name(), channel);
    }

    private PeerFailureException missing(Map<Integer, Member> members) {
        int peer = welcome.rank() + 1;
        while (members.containsKey(peer)) {
            peer++;
        }
        String name = welcome.addresses().get(peer).name();
        return new PeerFailureException(
                peer, name + " did not connect in time", "Check that machines can reach each other.", null);
    }
}
