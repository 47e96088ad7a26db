package io.gossamer.net.collective;

import io.gossamer.net.collective.ViewService.Notice;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.Donation;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import io.gossamer.net.membership.View;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one member stands in the succession of views: which one counts, how many operations it has settled, and what it
 * keeps of the last small one for those who may lack it. It takes this member through every change.
 */
final class Succession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
    private static final long UNKNOWN = -1;

    private final ViewService service;
    private final PeerLines lines;
    /** Read by who computes while an operation is under way. */
    private volatile View view = new View(0, List.of());

    private volatile int rank;
    private long count = UNKNOWN;
    private Optional<Kept> kept = Optional.empty();
    private List<Integer> contributors = List.of();
    /** Why this member is in the group no more. */
    private Optional<PeerFailureException> end = Optional.empty();

    private boolean closed;

    /** What all said in the last small operation, by the ranks of then. */
    private record Kept(long number, List<MemorySegment> said) {}

    Succession(World world, ViewService service, Duration timeout) {
        this.service = service;
        this.lines = new PeerLines(world, service, timeout);
    }

    View view() {
        return view;
    }

    int rank() {
        return rank;
    }

    Traffic traffic() {
        return lines.traffic(view);
    }

    /** How many operations are over: the number of the one under way. */
    int count() {
        return (int) count;
    }

    /** The lines to the other members, from the next in the ring on, so that not all turn to the same one first. */
    List<PeerLine> othersFromNext() {
        List<PeerLine> others = new ArrayList<>();
        for (int step = 1; step < view.size(); step++) {
            others.add(lines.to(view.ring().get((rank + step) % view.size())));
        }
        return others;
    }

    /** Waits until the members let this one in. */
    void enter() throws InterruptedException {
        change(begin(0));
        contributors = numbers();
    }

    /** The members' numbers, in the order of ranks. */
    List<Integer> numbers() {
        return view.ring().stream().map(Math::toIntExact).toList();
    }

    /** The numbers of those whose contributions the last operation counted. */
    List<Integer> contributors() {
        return contributors;
    }

    void requireUndisturbed() throws ViewEndsException {
        requireMember();
        if (service.disturbed()) {
            throw new ViewEndsException("this member is told to stop", ViewEndsException.NOBODY);
        }
    }

    private void requireMember() {
        if (end.isPresent()) {
            PeerFailureException reason = end.get();
            throw new PeerFailureException(reason.rank(), reason.getMessage(), reason.hint(), reason);
        }
    }

    /** Operations begin. They are not over before {@link #settle}, whatever happens meanwhile. */
    UnderWay begin(int operations) {
        return new UnderWay(count, operations);
    }

    /** The operation under way is over here, and what all said in it is kept until the next one is. */
    void settle(List<Integer> by, List<MemorySegment> said) {
        kept = Optional.of(new Kept(count, said));
        count++;
        contributors = by;
        lines.closeCut();
    }

    /** The operations under way are over here and everywhere. */
    void settle(UnderWay done) {
        count += done.size();
        contributors = done.contributors().getLast();
    }

    /** From here on, frames of these operations may come before they are wanted. */
    void allowEarly(UnderWay operations, long bytes) {
        for (PeerLine line : othersFromNext()) {
            line.allowEarly(operations.number(0), operations.size(), bytes);
        }
    }

    void allowNothingEarly() {
        for (PeerLine line : othersFromNext()) {
            line.allowEarly(0, 0, 0);
        }
    }

    /** Ends whatever waits on a line, until the next view begins. */
    void halt() {
        lines.halt();
    }

    /** Lets the others hear that this member is alive. */
    void pulse() throws InterruptedException {
        lines.pulse();
    }

    /**
     * Goes over to the next view in the midst of operations.
     *
     * @param ends why they cannot go on
     * @return what all said in the one that was under way, if it counts and this member lacked it
     */
    Optional<List<MemorySegment>> recover(List<ViewEndsException> ends, UnderWay underWay) throws InterruptedException {
        Set<Long> suspects = new HashSet<>();
        for (ViewEndsException each : ends) {
            if (suspects.add(each.suspect())) {
                suspect(each);
            }
        }
        return change(underWay);
    }

    /**
     * Lets in those who wait.
     *
     * @return whether somebody came in
     */
    boolean admit() throws InterruptedException {
        while (true) {
            Optional<Notice.Installed> next = vote(new Ballot.Admit());
            if (next.isEmpty()) {
                return false;
            }
            boolean grown = !view.ring().containsAll(next.get().view().ring());
            install(next.get(), begin(0));
            if (grown) {
                return true;
            }
        }
    }

    /**
     * Gives the ring another order, unless somebody is lost meanwhile.
     *
     * @return whether it has that order, as far as this member has come
     */
    boolean reorder(List<Long> ring) throws InterruptedException {
        Optional<Notice.Installed> next = vote(new Ballot.Reorder(ring));
        if (next.isPresent()) {
            install(next.get(), begin(0));
        }
        return view.ring().equals(ring);
    }

    /** Votes, and waits for the view that begins then, for whatever reason; empty if none does. */
    private Optional<Notice.Installed> vote(Ballot ballot) throws InterruptedException {
        requireMember();
        service.vote(view.number(), ballot);
        while (true) {
            switch (service.next()) {
                case Notice.Agreed agreed -> {
                    if (agreed.view() == view.number()) {
                        return Optional.empty();
                    }
                }
                case Notice.Flush flush -> service.flushed(view.number(), report(begin(0)));
                case Notice.Installed installed -> {
                    return Optional.of(installed);
                }
                case Notice.Over over -> throw ended(over.reason());
            }
        }
    }

    private void suspect(ViewEndsException ends) throws InterruptedException {
        if (ends.suspect() != ViewEndsException.NOBODY) {
            suspect(ends.suspect(), ends.getMessage(), false);
        }
    }

    /** Says that another member breaks the rules. */
    void accuse(long member, String reason) throws InterruptedException {
        suspect(member, reason, true);
    }

    /** Asks for a view in which another member is met anew, or is not any more. */
    private void suspect(long member, String reason, boolean charged) throws InterruptedException {
        if (view.has(member)) {
            LOG.info("{} is suspected: {}", service.name(member), reason);
            service.suspect(view.number(), member, charged);
        }
    }

    private FlushReport report(UnderWay underWay) {
        return underWay.report(
                kept.map(last -> Set.of(UnderWay.id(last.number()))).orElse(Set.of()));
    }

    private Optional<List<MemorySegment>> change(UnderWay underWay) throws InterruptedException {
        while (true) {
            switch (service.next()) {
                case Notice.Flush flush -> service.flushed(view.number(), report(underWay));
                case Notice.Installed installed -> {
                    return install(installed, underWay);
                }
                case Notice.Agreed old -> {}
                case Notice.Over over -> throw ended(over.reason());
            }
        }
    }

    private PeerFailureException ended(PeerFailureException reason) {
        end = Optional.of(reason);
        return reason;
    }

    private Optional<List<MemorySegment>> install(Notice.Installed installed, UnderWay underWay)
            throws InterruptedException {
        view = installed.view();
        rank = view.ring().indexOf(service.own());
        underWay.conclude(installed.committed());
        try {
            lines.connect(view, installed.fresh());
            count = Math.max(0, lines.begin(view, count));
            return exchangeDonations(installed);
        } catch (ViewEndsException ends) {
            suspect(ends);
            return change(underWay);
        }
    }

    /** Gives what others lack, and takes what this member lacks. */
    private Optional<List<MemorySegment>> exchangeDonations(Notice.Installed installed)
            throws ViewEndsException, InterruptedException {
        Optional<List<MemorySegment>> given = Optional.empty();
        for (Map.Entry<OperationId, Donation> entry : installed.donations().entrySet()) {
            if (entry.getValue().donor() == service.own()) {
                give(entry.getKey(), entry.getValue().receivers());
            } else if (entry.getValue().receivers().contains(service.own())) {
                given = Optional.of(
                        takeDonation(entry.getKey(), entry.getValue().donor()));
            }
        }
        return given;
    }

    private void give(OperationId operation, Set<Long> receivers) throws InterruptedException {
        List<MemorySegment> said = kept.filter(last -> last.number() == operation.count())
                .orElseThrow()
                .said();
        MemorySegment donation = Donations.encode(said);
        for (long receiver : receivers) {
            lines.to(receiver).queueControl(Tag.DONATION, (int) operation.count(), donation);
        }
    }

    private List<MemorySegment> takeDonation(OperationId operation, long donor)
            throws ViewEndsException, InterruptedException {
        MemorySegment donation = lines.to(donor).receive(Tag.DONATION, (int) operation.count(), Frame.LARGEST_PAYLOAD);
        try {
            return Donations.decode(donation);
        } catch (IOException e) {
            throw new ViewEndsException(e.getMessage(), donor);
        }
    }

    /** Says goodbye. What was queued and has not left never will. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (end.isEmpty()) {
            String text = "This member has left the group";
            end = Optional.of(new PeerFailureException(rank, text, "Enter it again.", null));
        }
        service.close();
        lines.close();
    }
}
