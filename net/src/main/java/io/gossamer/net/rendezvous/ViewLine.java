package io.gossamer.net.rendezvous;

import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.collective.ViewService;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What a member's group needs of its coordinator, over whatever line leads to it, and of the other members. */
final class ViewLine implements ViewService {
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final int MOST = 1 << 12;

    private final World world;
    /** Of this machine, where it listens. */
    private final String ownHost;

    private final Mailbox<Told> told;
    private final CoordinatorLine coordinator;
    private final MeetingPlace members;
    /** Notices that end what is under way and are not taken yet. */
    private final AtomicInteger disturbances = new AtomicInteger();

    private volatile boolean somebodyWaits;
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

    /**
     * Applies at once.
     *
     * @param coordinators where replicas of the coordinator are found
     * @param listener where other members meet this one
     */
    ViewLine(World world, List<Endpoint> coordinators, JoinRequest request, Listener listener) {
        this.world = world;
        this.ownHost = listener.endpoint().host();
        this.told = world.mailbox(MOST);
        this.members = new MeetingPlace(world, listener, request.timeout(), this::disturbed);
        this.coordinator = new CoordinatorLine(
                world, coordinators, request, listener.endpoint().port(), new Ear());
    }

    /** Makes notices of what the coordinator says. */
    private final class Ear implements CoordinatorLine.Hearer {
        @Override
        public void hear(Tag tag, MemorySegment body) throws ProtocolException, InterruptedException {
            switch (tag) {
                case APPLICANT -> somebodyWaits = true;
                case FLUSH -> tell(Told.disturbing(new Notice.Flush(ViewLetters.view(body))));
                case AGREED -> tell(new Told(new Notice.Agreed(ViewLetters.view(body)), Optional.empty(), false));
                case INSTALL -> {
                    ViewLetters.Installation next = ViewLetters.Installation.decode(body);
                    Notice notice = new Notice.Installed(next.view(), next.committed(), next.donations(), next.fresh());
                    tell(new Told(notice, Optional.of(next), true));
                }
                default -> throw new ProtocolException("a " + tag.label() + " does not belong here");
            }
        }

        @Override
        public void over(PeerFailureException reason) throws InterruptedException {
            tell(Told.disturbing(new Notice.Over(reason)));
        }
    }

    private void tell(Told news) throws InterruptedException {
        if (news.disturbs()) {
            disturbances.incrementAndGet();
        }
        told.put(news);
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
    public void suspect(long view, long member, boolean charged) throws InterruptedException {
        coordinator.say(Tag.SUSPECT, ViewLetters.suspicion(view, member, charged));
    }

    @Override
    public void vote(long view, Ballot ballot) throws InterruptedException {
        coordinator.say(Tag.VOTE, new ViewLetters.Voted(view, ballot).encode());
    }

    @Override
    public void flushed(long view, FlushReport report) throws InterruptedException {
        coordinator.say(Tag.FLUSHED, ViewLetters.flushed(view, report));
    }

    // Other members

    @Override
    public FrameChannel meet(long view, long member) throws IOException, InterruptedException {
        if (view != installation.view().number()) {
            throw new IllegalArgumentException("view " + view + " is not the one that begins");
        }
        return members.meet(installation, member);
    }

    @Override
    public Optional<String> host(long member) {
        return Optional.ofNullable(installation.addresses().get(member))
                .map(address -> address.endpoint().host());
    }

    @Override
    public Listener listen() throws IOException {
        return world.listen(new Endpoint(ownHost, 0));
    }

    @Override
    public void close() {
        coordinator.close();
        members.close();
    }
}
