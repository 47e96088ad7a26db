package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.ViewMachine;
import io.gossamer.net.raft.Courier;
import io.gossamer.net.raft.Output;
import io.gossamer.net.raft.Raft;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the views of a group that lives on: lets members in, notices when one is lost, and carries out what a {@link
 * ViewMachine} decides. It moves no data, and is needed only when somebody comes or goes.
 *
 * <p>It is one of several replicas, or alone. What members say is taken up into a log ({@link Raft}), and counts once
 * most replicas have it; then whoever leads tells the members what follows. When the leader is lost, another has the
 * same log, members come to it and repeat what was not answered, and no operation of the group is disturbed.
 *
 * <p>With an election timeout E (1 s unless set otherwise), a lost leader is followed within 2 E and a few round trips
 * between replicas, unless two stand for election at once, which costs up to 2 E each time it happens. A leader that is
 * cut off from most replicas steps down within 2 E and a heartbeat. Members notice at once that a leader's process
 * ended, and within their timeout that its machine or line did; then each tries the replicas in turn, for a fifth of its
 * timeout at most each, until it finds who leads. A member that was lost together with the leader is noticed within
 * twice the timeout, counted from when the new leader serves; one that is lost later, as soon as its line ends.
 */
public final class ViewCoordinator implements Reception {
    private static final Logger LOG = LoggerFactory.getLogger(ViewCoordinator.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** So many entries are worth a snapshot. */
    private static final int MOST_ENTRIES = 1000;

    private final World world;
    private final ReplicaSet replicas;
    private final Invitations invitations;
    private final Duration timeout;
    private final Mailbox<CoordinatorEvent> events;
    private final Entrance entrance;
    private final Raft raft;
    private final Map<Integer, Courier> couriers = new TreeMap<>();
    private final Queue<Proposal> proposals = new ArrayDeque<>();
    private ViewRegister register = new ViewRegister();
    private Optional<Attendance> attendance = Optional.empty();
    /** The term in which this replica attends to members, if it does. */
    private long attendedTerm;

    private volatile boolean leading;
    private volatile boolean closed;

    /**
     * A coordinator without others. Listens at once; {@link #run} does the rest.
     *
     * @param invitations what members must know
     * @param timeout how long a member may give no sign of life
     * @throws GossamerException if the port is taken
     */
    public ViewCoordinator(World world, Endpoint endpoint, Invitations invitations, Duration timeout)
            throws IOException {
        this(world, ReplicaSet.alone(endpoint), invitations, Charter.NONE, timeout);
    }

    /**
     * One replica of a coordinator. Listens at once; {@link #run} does the rest.
     *
     * @param invitations what members must know; how often a token was used, each replica counts for itself
     * @param charter what is told to whoever asks and is invited
     * @param timeout how long a member may give no sign of life
     * @throws GossamerException if the port is taken, or what this replica stored cannot be read
     */
    public ViewCoordinator(World world, ReplicaSet replicas, Invitations invitations, Charter charter, Duration timeout)
            throws IOException {
        this.world = world;
        this.replicas = replicas;
        this.invitations = invitations;
        this.timeout = timeout;
        this.events = world.mailbox(1 << 16);
        RandomStream random = RandomStream.of(replicas.seed(), Purpose.ELECTION, replicas.own(), 0, 0);
        this.raft = new Raft(replicas.own(), replicas.size(), replicas.timing(), random, replicas.storage());
        this.entrance = new Entrance(
                world,
                world.listen(replicas.ownEndpoint()),
                new ViewDoor(replicas, invitations, charter, timeout, events));
    }

    @Override
    public Endpoint endpoint() {
        return entrance.endpoint();
    }

    /** Whether this replica is the one that members speak to. */
    public boolean leads() {
        return leading;
    }

    /**
     * Serves until it is closed.
     *
     * @throws GossamerException if what must not be forgotten cannot be stored
     */
    @Override
    public void run() throws InterruptedException {
        Task doorman = world.spawn("letting members in", entrance::run);
        try {
            callReplicas();
            carryOut(raft.start(world.nanoTime()));
            while (!closed) {
                settle();
                Optional<CoordinatorEvent> event = events.take(untilDue());
                if (event.isPresent()) {
                    take(event.get());
                }
                carryOut(raft.tick(world.nanoTime()));
            }
        } finally {
            close();
            couriers.values().forEach(Courier::close);
            endAttendance();
            doorman.join(POLL);
        }
    }

    private void callReplicas() {
        for (int other = 0; other < replicas.size(); other++) {
            if (other != replicas.own()) {
                Introduction introduction = new Introduction(replicas.own(), other, replicas.secret());
                Endpoint endpoint = replicas.endpoints().get(other);
                Duration patience = replicas.timing().longest();
                couriers.put(other, new Courier(world, endpoint, this::dial, introduction.encode(), patience));
            }
        }
    }

    /** The secret of the replicas is told to a replica alone. */
    private Connection dial(Endpoint replica, Duration patience) throws IOException, InterruptedException {
        return Dialling.dial(world, replica, patience, replicas.node());
    }

    private Duration untilDue() {
        long due = raft.deadline() - world.nanoTime();
        return Duration.ofNanos(Math.clamp(due, 0, POLL.toNanos()));
    }

    private void take(CoordinatorEvent event) throws InterruptedException {
        switch (event) {
            case CoordinatorEvent.Entering entering -> enter(entering.visitor());
            case CoordinatorEvent.Staying staying -> {
                if (attendance.isPresent()) {
                    attendance.get().welcome(staying.visitor());
                }
            }
            case CoordinatorEvent.Said said -> attendance.ifPresent(here -> here.hear(said));
            case CoordinatorEvent.Leaving leaving -> attendance.ifPresent(here -> here.leave(leaving.visitor()));
            case CoordinatorEvent.Gone gone -> attendance.ifPresent(here -> here.miss(gone.visitor(), gone.reason()));
            case CoordinatorEvent.FromReplica heard -> {
                couriers.get(heard.from()).heard();
                carryOut(raft.receive(world.nanoTime(), heard.from(), heard.message()));
            }
        }
    }

    /** Where others are found is told to nobody who has no business here. */
    private void enter(Visitor visitor) throws InterruptedException {
        Optional<String> objection = register.find(visitor.enter().key()).isPresent()
                ? Optional.empty()
                : invitations.objection(visitor.enter().token());
        if (objection.isPresent()) {
            Attendance.shutOut(new Post(world, visitor), objection.get());
        } else if (attendance.isPresent()) {
            attendance.get().greet(visitor);
        } else {
            int leader = raft.leads() ? Raft.NOBODY : raft.leader();
            new Post(world, visitor).end(Tag.LEADER, replicas.leadership(leader).encode());
        }
    }

    // The log

    private void carryOut(List<Output> outputs) throws InterruptedException {
        for (Output output : outputs) {
            switch (output) {
                case Output.Send send -> couriers.get(send.to()).send(send.message());
                case Output.Commit commit -> apply(commit.command());
                case Output.Restore restore -> restore(restore.state());
            }
        }
    }

    private void apply(byte[] command) throws InterruptedException {
        if (command.length == 0) {
            return;
        }
        try {
            for (ViewRegister.Expulsion expulsion : register.take(Proposal.decode(command))) {
                if (attendance.isPresent()) {
                    attendance.get().expel(expulsion);
                }
            }
        } catch (ProtocolException e) {
            throw unreadable(e);
        }
    }

    private void restore(byte[] state) {
        try {
            register = new ViewRegister(RegisterImage.decode(state));
        } catch (ProtocolException e) {
            throw unreadable(e);
        }
    }

    private static GossamerException unreadable(ProtocolException e) {
        return new GossamerException(
                "The log of this coordinator is not understood: " + e.getMessage(),
                "Use the same Gossamer for all its replicas.",
                e);
    }

    // Leading

    /** Lets everything happen that follows from what is committed. */
    private void settle() throws InterruptedException {
        boolean serves = raft.serves();
        if (attendance.isPresent() && !(serves && raft.term() == attendedTerm)) {
            endAttendance();
        }
        if (serves && attendance.isEmpty()) {
            beginAttendance();
        }
        do {
            if (attendance.isPresent()) {
                attendance.get().attend();
            }
        } while (propose());
        if (raft.length() > MOST_ENTRIES) {
            raft.compact(register.image().encode());
        }
    }

    /** Proposes what is to be proposed; false if there was nothing. */
    private boolean propose() throws InterruptedException {
        boolean proposed = false;
        for (Proposal proposal = proposals.poll(); proposal != null; proposal = proposals.poll()) {
            if (raft.leads()) {
                carryOut(raft.propose(world.nanoTime(), proposal.encode()));
                proposed = true;
            }
        }
        return proposed;
    }

    private void beginAttendance() {
        LOG.info("{} leads, in term {}", replicas, raft.term());
        attendedTerm = raft.term();
        leading = true;
        if (!register.open()) {
            byte[] session = new byte[Fields.SESSION_BYTES];
            new SecureRandom().nextBytes(session);
            proposals.add(new Proposal.Open(session));
        }
        attendance = Optional.of(new Attendance(
                world,
                register,
                invitations,
                replicas.leadership(replicas.own()),
                proposals::add,
                timeout,
                timeout.multipliedBy(2)));
    }

    private void endAttendance() {
        leading = false;
        attendance.ifPresent(Attendance::close);
        attendance = Optional.empty();
        proposals.clear();
    }

    @Override
    public void close() {
        closed = true;
        entrance.close();
    }
}
