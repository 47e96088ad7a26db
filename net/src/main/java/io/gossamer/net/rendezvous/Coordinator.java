package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.Notice;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where the workers of a run meet, in the program that launches them or in one of them. It gives ranks, tells
 * everybody where the others are, and from then on only watches: the first worker that ends before its time, hangs, or
 * is reported by another ends the run for all.
 */
public final class Coordinator implements Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final Duration FAREWELL = Duration.ofMillis(500);
    private static final String HINT = "Look at that worker's own output, then start the run again or resume it.";

    private final World world;
    private final int size;
    private final Duration gathering;
    private final Mailbox<SeatEvent> events;
    private final Door door;
    private final Heart heart;
    private final List<Seat> seats = new ArrayList<>();

    /**
     * Listens at once; {@link #run} does the rest.
     *
     * @param endpoint where; port 0 picks a free one
     * @param size how many workers make a run
     * @param token what they must know
     * @param timeout how long the workers may take to come, and how long one may give no sign of life later
     * @throws GossamerException if the port is taken
     */
    public Coordinator(World world, Endpoint endpoint, int size, String token, Duration timeout) throws IOException {
        this(world, endpoint, size, token, timeout, timeout);
    }

    /**
     * Listens at once; {@link #run} does the rest.
     *
     * @param endpoint where; port 0 picks a free one
     * @param size how many workers make a run
     * @param token what they must know
     * @param gathering how long the workers may take to come
     * @param timeout how long one that came may give no sign of life
     * @throws GossamerException if the port is taken
     */
    public Coordinator(World world, Endpoint endpoint, int size, String token, Duration gathering, Duration timeout)
            throws IOException {
        this(world, endpoint, size, Invitations.standing(world, token), gathering, timeout);
    }

    /**
     * Listens at once; {@link #run} does the rest.
     *
     * @param endpoint where; port 0 picks a free one
     * @param size how many workers make a run
     * @param invitations what they must know
     * @param gathering how long the workers may take to come
     * @param timeout how long one that came may give no sign of life
     * @throws GossamerException if the port is taken
     */
    public Coordinator(
            World world, Endpoint endpoint, int size, Invitations invitations, Duration gathering, Duration timeout)
            throws IOException {
        if (size < 1 || size > Welcome.MOST_WORKERS) {
            throw new GossamerException(
                    "A run of " + size + " workers", "Choose 1 to " + Welcome.MOST_WORKERS + " workers.");
        }
        this.world = world;
        this.size = size;
        this.gathering = gathering;
        this.events = world.mailbox(1 << 16);
        this.door = new Door(world, world.listen(endpoint), invitations, size, timeout, events);
        this.heart = new Heart(world, timeout);
    }

    @Override
    public Endpoint endpoint() {
        return door.endpoint();
    }

    /**
     * Brings the workers together and watches them until all have said goodbye.
     *
     * @throws GossamerException if not all came in time; it says how many and, where it is known, which are missing
     * @throws PeerFailureException if a worker failed; the others have been told
     */
    @Override
    public void run() throws InterruptedException {
        Task doorman = world.spawn("letting workers in", door::run);
        try {
            gather();
            giveRanks();
            awaitAll(SeatEvent.Ready.class);
            tellAll(Tag.GO);
            awaitAll(SeatEvent.Left.class);
        } catch (PeerFailureException e) {
            tellFailure(e);
            throw e;
        } finally {
            close();
            doorman.join(FAREWELL);
        }
    }

    private void gather() throws InterruptedException {
        long deadline = world.nanoTime() + gathering.toNanos();
        while (seats.size() < size) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - world.nanoTime()));
            SeatEvent event = events.take(left).orElseThrow(this::missing);
            switch (event) {
                case SeatEvent.Applied applied -> seat(applied.seat());
                case SeatEvent.Failed failed -> unseat(failed.seat());
                default -> unseat(event.seat());
            }
        }
        door.closeTo("the run has begun");
    }

    private void seat(Seat seat) throws InterruptedException {
        int wanted = seat.hello().wantedRank();
        boolean taken = seats.stream().anyMatch(other -> other.hello().wantedRank() == wanted);
        if (wanted != Hello.ANY_RANK && taken) {
            door.turnAway(seat.channel(), "rank " + wanted + " is taken");
            return;
        }
        seats.add(seat);
        heart.beatOn(seat.channel());
        LOG.info("{} of {} workers are here", seats.size(), size);
    }

    private void unseat(Seat seat) {
        if (seats.remove(seat)) {
            heart.forget(seat.channel());
            seat.channel().close();
            LOG.info("{} left again", seat.name());
        }
    }

    private GossamerException missing() {
        String reason = seats.size() + " of " + size + " workers came within " + gathering.toMillis() / 1000.0 + " s"
                + missingRanks();
        seats.forEach(seat -> turnAwayQuietly(seat, reason));
        return new GossamerException(reason, "Start the missing workers, or raise the timeout.");
    }

    private void turnAwayQuietly(Seat seat, String reason) {
        try {
            door.turnAway(seat.channel(), reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String missingRanks() {
        Set<Integer> present =
                seats.stream().map(seat -> seat.hello().wantedRank()).collect(Collectors.toSet());
        if (present.contains(Hello.ANY_RANK) || present.isEmpty()) {
            return "";
        }
        return IntStream.range(0, size)
                .filter(rank -> !present.contains(rank))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "; missing: rank ", ""));
    }

    private void giveRanks() throws InterruptedException {
        requireCommonNetwork();
        Seat[] byRank = new Seat[size];
        seats.stream()
                .filter(seat -> seat.hello().wantedRank() != Hello.ANY_RANK)
                .forEach(seat -> byRank[seat.hello().wantedRank()] = seat);
        int free = 0;
        for (Seat seat : seats) {
            if (seat.hello().wantedRank() == Hello.ANY_RANK) {
                while (byRank[free] != null) {
                    free++;
                }
                byRank[free] = seat;
            }
        }
        for (int rank = 0; rank < size; rank++) {
            byRank[rank].take(rank);
        }
        byte[] session = new byte[Fields.SESSION_BYTES];
        new SecureRandom().nextBytes(session);
        List<Welcome.Address> addresses =
                List.of(byRank).stream().map(Seat::address).toList();
        for (Seat seat : seats) {
            Welcome welcome = new Welcome(seat.rank(), session, addresses);
            send(seat, () -> Talk.send(seat.channel(), Tag.WELCOME, welcome.encode()));
        }
    }

    /** The address by which a worker reached this one is all that others learn of it. */
    private void requireCommonNetwork() {
        long local = seats.stream()
                .filter(seat ->
                        Hosts.isLoopback(seat.channel().connection().remote().host()))
                .count();
        if (local != 0 && local != seats.size()) {
            String reason = local + " of " + size + " workers came by loopback, where the others cannot reach them";
            seats.forEach(seat -> turnAwayQuietly(seat, reason));
            throw new GossamerException(reason, "Give every worker this machine's network address.");
        }
    }

    /** Waits until every worker has sent that, and fails if one does anything else. */
    private void awaitAll(Class<? extends SeatEvent> kind) throws InterruptedException {
        Set<Seat> waiting = new HashSet<>(seats);
        while (!waiting.isEmpty()) {
            SeatEvent event = events.take(Duration.ofDays(365)).orElseThrow();
            if (!seats.contains(event.seat())) {
                turnAwayIfNew(event);
            } else if (kind.isInstance(event)) {
                waiting.remove(event.seat());
                stopBeatingIfLeft(event);
            } else {
                throw failure(event);
            }
        }
    }

    private void turnAwayIfNew(SeatEvent event) throws InterruptedException {
        if (event instanceof SeatEvent.Applied applied) {
            door.turnAway(applied.seat().channel(), "the run has begun");
        }
    }

    private void stopBeatingIfLeft(SeatEvent event) {
        if (event instanceof SeatEvent.Left left) {
            heart.forget(left.seat().channel());
            left.seat().channel().close();
        }
    }

    private static PeerFailureException failure(SeatEvent event) {
        Seat seat = event.seat();
        if (event instanceof SeatEvent.Failed failed) {
            boolean itself = failed.culprit() == Hello.ANY_RANK;
            return new PeerFailureException(itself ? seat.rank() : failed.culprit(), failed.text(), HINT, null);
        }
        return new PeerFailureException(seat.rank(), seat.name() + " is out of step with the others", HINT, null);
    }

    private void tellFailure(PeerFailureException failure) throws InterruptedException {
        Notice notice = new Notice(failure.rank(), failure.getMessage());
        List<Task> farewells = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.rank() != failure.rank()) {
                farewells.add(world.spawn("telling " + seat.name(), () -> tell(seat, notice)));
            }
        }
        for (Task farewell : farewells) {
            farewell.join(FAREWELL);
        }
    }

    private static void tell(Seat seat, Notice notice) {
        var payload = notice.encode();
        try {
            seat.channel().trySend(Frame.control(Tag.FAILED, payload.byteSize()), payload, FAREWELL);
        } catch (IOException e) {
            LOG.debug("{} could not be told", seat.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellAll(Tag tag) throws InterruptedException {
        for (Seat seat : seats) {
            send(seat, () -> Talk.send(seat.channel(), tag));
        }
    }

    private interface Sending {
        void run() throws IOException, InterruptedException;
    }

    private static void send(Seat seat, Sending sending) throws InterruptedException {
        try {
            sending.run();
        } catch (IOException e) {
            throw new PeerFailureException(seat.rank(), seat.name() + " ended: " + e.getMessage(), HINT, e);
        }
    }

    @Override
    public void close() {
        door.close();
        heart.stop();
        seats.stream().map(Seat::channel).forEach(FrameChannel::close);
    }
}
