package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's line to whichever replica of its coordinator leads. When it breaks, or the replica leads no more, it is made
 * anew to the one that does, and whatever either side has not heard is said again. Only when no replica that leads is
 * reached for the whole timeout is it over.
 */
final class CoordinatorLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLine.class);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration FAREWELL = Duration.ofMillis(500);
    /** So many replicas can be tried within the timeout, those that do not answer at all. */
    private static final int TRIES_PER_TIMEOUT = 5;

    /** Who is told what comes over the line. */
    interface Hearer {
        /** Hears a letter, each once and in order. */
        void hear(Tag tag, MemorySegment body) throws ProtocolException, InterruptedException;

        /** Nothing more comes. */
        void over(PeerFailureException reason) throws InterruptedException;
    }

    private final World world;
    private final JoinRequest request;
    private final int port;
    private final Hearer hearer;
    private final MemberKey key = MemberKey.fresh();
    private final Heart heart;
    private final OutgoingLetters outgoing;
    private final Task reader;
    private List<Endpoint> replicas;
    /** Where the one that leads was said to be. */
    private Optional<Endpoint> hint = Optional.empty();

    private volatile FrameChannel channel;
    private volatile boolean closed;

    /**
     * @param replicas where replicas of the coordinator are found: one is enough to learn of the others
     * @param port where this member waits for others
     */
    CoordinatorLine(World world, List<Endpoint> replicas, JoinRequest request, int port, Hearer hearer) {
        this.world = world;
        this.replicas = List.copyOf(replicas);
        this.request = request;
        this.port = port;
        this.hearer = hearer;
        this.heart = new Heart(world, request.timeout());
        this.outgoing = new OutgoingLetters(world);
        this.reader = world.spawn("from the coordinator", this::run);
    }

    /** Says something, now or when there is a line again. */
    void say(Tag tag, MemorySegment body) throws InterruptedException {
        outgoing.say(tag, body);
    }

    private void run() {
        try {
            String lost = "";
            while (!closed) {
                FrameChannel line = reach(lost);
                channel = line;
                heart.beatOn(line);
                outgoing.take(line);
                lost = listen(line);
                heart.forget(line);
                line.close();
                LOG.info(
                        "The line to the coordinator at {} is lost: {}",
                        line.connection().remote(),
                        lost);
            }
        } catch (GossamerException e) {
            over(e);
        } catch (InterruptedException e) {
            LOG.trace("The coordinator is no longer listened to", e);
        }
    }

    private void over(GossamerException e) {
        PeerFailureException reason = e instanceof PeerFailureException failure
                ? failure
                : new PeerFailureException(PeerFailureException.COORDINATOR, e.getMessage(), e.hint(), e);
        try {
            if (!closed) {
                hearer.over(reason);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Finding the leader

    /** @param lost how the last line was lost; empty if there was none */
    private FrameChannel reach(String lost) throws InterruptedException {
        long deadline = world.nanoTime() + request.timeout().toNanos();
        String last = lost;
        while (true) {
            List<Endpoint> order = inOrder();
            int unwelcome = 0;
            for (Endpoint replica : order) {
                try {
                    Optional<FrameChannel> line = call(replica);
                    if (line.isPresent()) {
                        return line.get();
                    }
                    last = replica + " says that it does not lead";
                } catch (HandshakeException e) {
                    LOG.debug("No coordinator of ours at {}", replica, e);
                    last = replica + ": " + e.getMessage();
                    unwelcome++;
                    // Somebody else may have taken the place of one that is lost; the others are where they were.
                    if (unwelcome == order.size()) {
                        throw unwelcome(replica, e);
                    }
                } catch (IOException e) {
                    LOG.trace("No coordinator at {}", replica, e);
                    last = replica + ": " + e.getMessage();
                }
            }
            if (world.nanoTime() + RETRY.toNanos() - deadline > 0) {
                throw nobodyLeads(lost, last);
            }
            world.sleep(RETRY);
        }
    }

    private List<Endpoint> inOrder() {
        List<Endpoint> order =
                Stream.concat(hint.stream(), replicas.stream()).distinct().toList();
        hint = Optional.empty();
        return order;
    }

    /** The line to a replica, if it leads. */
    private Optional<FrameChannel> call(Endpoint replica) throws IOException, InterruptedException {
        Duration patience = request.timeout().dividedBy(TRIES_PER_TIMEOUT);
        FrameChannel line = new FrameChannel(world, Dialling.dial(world, replica, patience, request.host()));
        boolean leads = false;
        try {
            Enter enter = new Enter(key, port, outgoing.heard(), request.token(), request.name());
            Talk.send(line, Tag.ENTER, enter.encode());
            Leadership answer = Leadership.decode(Talk.expect(line, Tag.LEADER, patience));
            if (!answer.replicas().isEmpty()) {
                replicas = answer.replicas();
            }
            hint = answer.endpoint();
            if (answer.here()) {
                Talk.send(line, Tag.READY);
                leads = true;
            }
            return leads ? Optional.of(line) : Optional.empty();
        } finally {
            if (!leads) {
                line.close();
            }
        }
    }

    private static GossamerException unwelcome(Endpoint replica, HandshakeException e) {
        return new GossamerException(
                "The coordinator at " + replica + " cannot be joined: " + e.getMessage(),
                "Each end must know the other's key, and both must speak TLS; ask for a new invitation.",
                e);
    }

    private GossamerException nobodyLeads(String lost, String last) {
        String where = replicas.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
        String seconds = request.timeout().toMillis() / 1000.0 + " s";
        if (lost.isEmpty()) {
            return new GossamerException(
                    "No coordinator answers at " + where + " within " + seconds + ": " + last,
                    "Check the address, and that the run has been started there.");
        }
        return new GossamerException(
                "The coordinator at " + where + " is lost: " + lost + "; none leads within " + seconds + " (" + last
                        + ")",
                "Join again once it is there.");
    }

    // Listening to it

    /** Listens until the line is lost, and says how. */
    private String listen(FrameChannel line) throws InterruptedException {
        try {
            while (true) {
                Frame frame = line.receiveHeader(request.timeout());
                hear(frame.tag(), Talk.payload(line, frame, request.timeout()));
            }
        } catch (SocketTimeoutException e) {
            return "nothing came from it for " + request.timeout().toMillis() / 1000.0 + " s";
        } catch (ProtocolException e) {
            throw new GossamerException(
                    "The coordinator at " + line.connection().remote() + " broke the protocol: " + e.getMessage(),
                    "Use the same Gossamer everywhere.",
                    e);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void hear(Tag tag, MemorySegment payload) throws ProtocolException, InterruptedException {
        switch (tag) {
            case HEARTBEAT -> LOG.trace("The coordinator beats");
            case APPLICANT -> hearer.hear(tag, payload);
            case FLUSH, INSTALL, AGREED -> {
                ViewLetters.Numbered letter = ViewLetters.Numbered.decode(payload);
                if (outgoing.hear(letter)) {
                    hearer.hear(tag, letter.body());
                }
            }
            case REFUSED ->
                throw new GossamerException(
                        "The coordinator shut this member out: " + Fields.parse(payload, Fields::getText),
                        "Join again.");
            default -> throw new ProtocolException("a " + tag.label() + " does not belong here");
        }
    }

    /** Says goodbye, if there is a line. */
    @Override
    public void close() {
        closed = true;
        heart.stop();
        outgoing.close(FAREWELL);
        reader.interrupt();
        FrameChannel line = channel;
        if (line != null) {
            line.close();
        }
    }
}
