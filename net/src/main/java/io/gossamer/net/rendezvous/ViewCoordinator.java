package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Command;
import io.gossamer.net.membership.Effect;
import io.gossamer.net.membership.View;
import io.gossamer.net.membership.ViewMachine;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the views of a group that lives on: lets members in, notices when one is lost, and carries out what a {@link
 * ViewMachine} decides. It moves no data, and is needed only when somebody comes or goes.
 */
public final class ViewCoordinator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewCoordinator.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final World world;
    private final Mailbox<SeatEvent> events;
    private final Door door;
    private final Heart heart;
    private final ViewMachine machine = new ViewMachine();
    private final byte[] session = new byte[Fields.SESSION_BYTES];
    /** By the numbers of members and applicants. */
    private final Map<Long, Post> posts = new HashMap<>();

    private final Map<Seat, Long> numbers = new HashMap<>();
    private long next = 1;
    private volatile String admitsNobodyBecause;
    private volatile int members;
    private volatile boolean closed;

    /**
     * Listens at once; {@link #run} does the rest.
     *
     * @param invitations what members must know
     * @param timeout how long a member may give no sign of life
     * @throws io.gossamer.core.failure.GossamerException if the port is taken
     */
    public ViewCoordinator(World world, Endpoint endpoint, Invitations invitations, Duration timeout)
            throws IOException {
        this.world = world;
        this.events = world.mailbox(1 << 16);
        this.door = new Door(world, world.listen(endpoint), invitations, Welcome.MOST_WORKERS, timeout, events);
        this.heart = new Heart(world, timeout);
        new SecureRandom().nextBytes(session);
    }

    /** Where members find it. */
    public Endpoint endpoint() {
        return door.endpoint();
    }

    /** How many members are in now. */
    public int members() {
        return members;
    }

    /** Lets nobody in any more, as when the run is over, and turns away those who wait. */
    public void admitNobody(String reason) {
        admitsNobodyBecause = reason;
        door.closeTo(reason);
    }

    /** Serves until it is closed. */
    public void run() throws InterruptedException {
        Task doorman = world.spawn("letting members in", door::run);
        try {
            while (!closed) {
                var event = events.take(POLL);
                if (event.isPresent()) {
                    take(event.get());
                }
                if (admitsNobodyBecause != null) {
                    turnAwayApplicants();
                }
                members = machine.view().size();
            }
        } finally {
            close();
            doorman.join(POLL);
        }
    }

    private void take(SeatEvent event) throws InterruptedException {
        switch (event) {
            case SeatEvent.Applied applied -> seat(applied.seat());
            case SeatEvent.Said said -> hear(said);
            case SeatEvent.Left left -> {
                endWith(left.seat());
                lose(left.seat(), "said goodbye");
            }
            case SeatEvent.Failed failed -> lose(failed.seat(), failed.text());
            case SeatEvent.Ready ready -> lose(ready.seat(), "is no member of a group that lives on");
        }
    }

    private void seat(Seat seat) throws InterruptedException {
        long number = next++;
        seat.take(Math.toIntExact(number));
        numbers.put(seat, number);
        posts.put(number, new Post(world, seat));
        heart.beatOn(seat.channel());
        LOG.info("{} wants to come in", seat.name());
        carryOut(machine.take(new Command.Apply(number)));
        if (!machine.applicants().isEmpty()) {
            tellAll(machine.view(), Tag.APPLICANT, member -> Talk.NOTHING);
        }
    }

    /** Who waits when the last member says goodbye would begin anew what is over. */
    private void endWith(Seat leaving) throws InterruptedException {
        Long number = numbers.get(leaving);
        if (number != null && machine.view().ring().equals(List.of(number))) {
            admitNobody("the run is over");
            turnAwayApplicants();
        }
    }

    private void turnAwayApplicants() throws InterruptedException {
        for (long applicant : machine.applicants()) {
            machine.take(new Command.Lose(applicant));
            expel(new Effect.Expel(applicant, admitsNobodyBecause));
        }
    }

    private void hear(SeatEvent.Said said) throws InterruptedException {
        Long number = numbers.get(said.seat());
        if (number == null) {
            return;
        }
        try {
            carryOut(machine.take(ViewLetters.command(number, said.tag(), said.payload())));
        } catch (ProtocolException e) {
            lose(said.seat(), "broke the protocol: " + e.getMessage());
        }
    }

    private void lose(Seat seat, String reason) throws InterruptedException {
        Long number = numbers.get(seat);
        if (number != null) {
            LOG.info("{} is out: {}", seat.name(), reason);
            dismiss(number);
            carryOut(machine.take(new Command.Lose(number)));
        }
    }

    private void dismiss(long number) {
        Post post = posts.remove(number);
        numbers.remove(post.seat());
        heart.forget(post.seat().channel());
        post.close();
    }

    private void carryOut(Iterable<Effect> effects) throws InterruptedException {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Flush flush ->
                    tellAll(
                            flush.view(),
                            Tag.FLUSH,
                            member -> ViewLetters.view(flush.view().number()));
                case Effect.Install install -> install(install);
                case Effect.Agreed agreed ->
                    tellAll(
                            agreed.view(),
                            Tag.AGREED,
                            member -> new ViewLetters.Voted(agreed.view().number(), agreed.ballot()).encode());
                case Effect.Expel expel -> expel(expel);
            }
        }
    }

    private void install(Effect.Install install) throws InterruptedException {
        Map<Long, Welcome.Address> addresses = new TreeMap<>();
        for (long member : install.view().ring()) {
            addresses.put(member, posts.get(member).seat().address());
        }
        LOG.info(
                "View {} has {} members",
                install.view().number(),
                install.view().size());
        tellAll(
                install.view(),
                Tag.INSTALL,
                member -> ViewLetters.Installation.of(session, member, install, addresses)
                        .encode());
    }

    private void expel(Effect.Expel expel) throws InterruptedException {
        Post post = posts.get(expel.member());
        if (post != null) {
            door.turnAway(post.seat().channel(), expel.reason());
            dismiss(expel.member());
        }
    }

    private void tellAll(View view, Tag tag, LongFunction<MemorySegment> letter) throws InterruptedException {
        for (long member : view.ring()) {
            posts.get(member).send(tag, letter.apply(member));
        }
    }

    @Override
    public void close() {
        closed = true;
        door.close();
        heart.stop();
        posts.values().forEach(Post::close);
    }

    /** Sends letters to one seat, in their order, so that one who does not read keeps nobody else waiting. */
    private static final class Post {
        private static final Duration FOR_EVER = Duration.ofDays(365);
        private static final int LETTERS = 1 << 10;

        private record Letter(Tag tag, MemorySegment payload) {}

        private final Seat seat;
        private final Mailbox<Letter> letters;
        private final Task carrier;

        Post(World world, Seat seat) {
            this.seat = seat;
            this.letters = world.mailbox(LETTERS);
            this.carrier = world.spawn("letters to " + seat.name(), this::carry);
        }

        Seat seat() {
            return seat;
        }

        void send(Tag tag, MemorySegment payload) throws InterruptedException {
            letters.put(new Letter(tag, payload));
        }

        private void carry() {
            try {
                while (true) {
                    Letter letter = letters.take(FOR_EVER).orElseThrow();
                    Talk.send(seat.channel(), letter.tag(), letter.payload());
                }
            } catch (IOException e) {
                LOG.debug("{} cannot be told any more; whoever listens to it will notice", seat.name(), e);
            } catch (InterruptedException e) {
                LOG.trace("No more letters to {}", seat.name(), e);
            }
        }

        void close() {
            carrier.interrupt();
            seat.channel().close();
        }
    }
}
