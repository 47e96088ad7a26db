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
    /** All operations here follow one another. */
    private static final long TAG = 0;

    private final ViewService service;
    private final PeerLines lines;
    private View view = new View(0, List.of());
    private int rank;
    private long count = UNKNOWN;
    private Optional<Kept> kept = Optional.empty();

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
        change(standing());
    }

    void requireUndisturbed() throws ViewEndsException {
        if (service.disturbed()) {
            throw new ViewEndsException("this member is told to stop", ViewEndsException.NOBODY);
        }
    }

    /** The operation under way is over here, and what all said in it is kept until the next one is. */
    void settle(List<MemorySegment> said) {
        kept = Optional.of(new Kept(count, said));
        settle();
        lines.closeCut();
    }

    /** The operation under way is over here and everywhere. */
    void settle() {
        count++;
    }

    /**
     * Goes over to the next view in the midst of an operation.
     *
     * @param whole whether this member has its result already
     * @return what all said in it, if it counts and this member lacked it
     */
    Optional<List<MemorySegment>> recover(ViewEndsException ends, boolean whole) throws InterruptedException {
        suspect(ends);
        return change(underWay(whole));
    }

    /**
     * Lets in those who wait.
     *
     * @return whether somebody came in
     */
    boolean admit() throws InterruptedException {
        service.vote(view.number(), new Ballot.Admit());
        while (true) {
            switch (service.next()) {
                case Notice.Agreed agreed -> {
                    if (agreed.view() == view.number()) {
                        return false;
                    }
                }
                case Notice.Flush flush -> service.flushed(view.number(), standing());
                case Notice.Installed installed -> {
                    boolean grown = !view.ring().containsAll(installed.view().ring());
                    install(installed, standing());
                    if (grown) {
                        return true;
                    }
                    service.vote(view.number(), new Ballot.Admit());
                }
                case Notice.Over over -> throw over.reason();
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

    /** Where this member stands between operations. */
    private FlushReport standing() {
        return report(Set.of(), Set.of());
    }

    /** Where it stands in the midst of one. */
    private FlushReport underWay(boolean whole) {
        Set<OperationId> current = Set.of(new OperationId(TAG, count));
        return whole ? report(current, Set.of()) : report(Set.of(), current);
    }

    private FlushReport report(Set<OperationId> complete, Set<OperationId> partial) {
        Set<OperationId> given =
                kept.map(last -> Set.of(new OperationId(TAG, last.number()))).orElse(Set.of());
        return new FlushReport(Map.of(TAG, Math.max(0, count)), complete, partial, given);
    }

    private Optional<List<MemorySegment>> change(FlushReport report) throws InterruptedException {
        while (true) {
            switch (service.next()) {
                case Notice.Flush flush -> service.flushed(view.number(), report);
                case Notice.Installed installed -> {
                    return install(installed, report);
                }
                case Notice.Agreed old -> {}
                case Notice.Over over -> throw over.reason();
            }
        }
    }

    private Optional<List<MemorySegment>> install(Notice.Installed installed, FlushReport report)
            throws InterruptedException {
        view = installed.view();
        rank = view.ring().indexOf(service.own());
        try {
            lines.connect(view, installed.fresh());
            count = Math.max(0, lines.begin(view, count));
            return conclude(installed, report);
        } catch (ViewEndsException ends) {
            suspect(ends);
            return change(report);
        }
    }

    /** Finishes or forgets the operation that was under way. */
    private Optional<List<MemorySegment>> conclude(Notice.Installed installed, FlushReport report)
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
        if (report.complete().stream().anyMatch(installed.committed()::contains)) {
            count++;
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

    @Override
    public void close() {
        service.close();
        lines.close();
    }
}
