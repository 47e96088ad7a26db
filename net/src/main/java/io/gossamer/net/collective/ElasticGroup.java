package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.collective.ViewService.Notice;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.Donation;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import io.gossamer.net.membership.View;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group that loses members and goes on. All members call the same operations in the same order. An operation in whose
 * midst somebody is lost either counts for all who are left, with what the lost one had contributed, or is done again by
 * those who are left, with the same input; so it always ends, with bit-identical results on all members. The number of
 * members may change with every operation: what matters is how many contributed, which every operation tells.
 *
 * <p>Without failure an operation needs nobody but the members. Small ones are done once everybody's contribution is
 * here, and are kept for a while in case somebody lacks them ({@link FlushReport#kept}); large ones end with a round in
 * which all say that they have the whole result.
 *
 * <p>One task at a time calls operations. Segments must be accessible from any thread and stay alive until the call
 * returns.
 */
public final class ElasticGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElasticGroup.class);
    private static final int MOST_NUMBERS = 64;
    private static final long UNKNOWN = -1;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** All operations here follow one another. */
    private static final long TAG = 0;

    private final ViewService service;
    private final PeerLines lines;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(ScheduleRun.SCRATCH_BYTES, 64);
    private View view = new View(0, List.of());
    private int rank;
    /** How many operations are over. */
    private long count = UNKNOWN;

    private Optional<Kept> kept = Optional.empty();

    /** What all said in the last small operation, by the ranks of then. */
    private record Kept(long number, List<MemorySegment> said) {}

    private ElasticGroup(World world, ViewService service, Duration timeout) {
        this.service = service;
        this.lines = new PeerLines(world, service, timeout);
    }

    /**
     * Waits until the members let this one in.
     *
     * @param timeout how long a member may give no sign of life in an operation
     * @throws PeerFailureException if the coordinator is lost or shuts this member out
     */
    public static ElasticGroup enter(World world, ViewService service, Duration timeout) throws InterruptedException {
        ElasticGroup group = new ElasticGroup(world, service, timeout);
        boolean entered = false;
        try {
            group.change(group.standing());
            entered = true;
            return group;
        } finally {
            if (!entered) {
                group.close();
            }
        }
    }

    /** The view of now. */
    public View view() {
        return view;
    }

    public int rank() {
        return rank;
    }

    public int size() {
        return view.size();
    }

    /** Whether somebody waits to come in, as far as this member has heard; others may not have heard of it yet. */
    public boolean somebodyWaits() {
        return service.somebodyWaits();
    }

    // Operations

    /**
     * Sums float32 arrays element by element over all members, in place.
     *
     * @param values float32 in native byte order, equally long on all members
     * @return how many members' arrays were summed
     */
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        if (values.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException(values.byteSize() + " bytes are no array of float32");
        }
        return values.byteSize() <= MeshGroup.DIRECT_BYTES ? sumDirectly(values, kind) : sumAroundRing(values, kind);
    }

    /** What every member says, by rank, this one's own included. Valid until the operation after the next. */
    public List<MemorySegment> allGather(Message message) throws InterruptedException {
        long compressed = message.bytes(Kind.COMPRESSED);
        long dense = message.bytes(Kind.DENSE);
        return gather(message.bytes(), compressed, dense);
    }

    /** Every member's numbers (at most 64), by rank. */
    public long[][] exchange(long... numbers) throws InterruptedException {
        if (numbers.length > MOST_NUMBERS) {
            throw new IllegalArgumentException(numbers.length + " numbers are more than " + MOST_NUMBERS);
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[numbers.length * Long.BYTES]);
        MemorySegment.copy(numbers, 0, payload, LONG, 0, numbers.length);
        return gather(payload, 0, 0).stream().map(said -> said.toArray(LONG)).toArray(long[][]::new);
    }

    /** Returns once every member has called it. */
    public void barrier() throws InterruptedException {
        exchange();
    }

    /**
     * Lets in those who wait; all members call this at the same place.
     *
     * @return whether somebody came in
     */
    public boolean admit() throws InterruptedException {
        service.vote(view.number(), Ballot.ADMIT);
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
                    service.vote(view.number(), Ballot.ADMIT);
                }
                case Notice.Over over -> throw over.reason();
            }
        }
    }

    // Small operations

    private int sumDirectly(MemorySegment values, Kind kind) throws InterruptedException {
        List<MemorySegment> all = gather(
                values, kind == Kind.COMPRESSED ? values.byteSize() : 0, kind == Kind.DENSE ? values.byteSize() : 0);
        values.copyFrom(all.getFirst());
        for (MemorySegment other : all.subList(1, all.size())) {
            Reduction.FLOAT32_SUM.combine(values, other);
        }
        return all.size();
    }

    /** Says something to all and hears all: the one small operation that the others are made of. */
    private List<MemorySegment> gather(MemorySegment bytes, long compressed, long dense) throws InterruptedException {
        // Kept for those who may lack it, so it must outlive the caller's.
        MemorySegment own =
                Arena.ofAuto().allocate(bytes.byteSize(), Long.BYTES).copyFrom(bytes);
        Frame frame = new Frame(
                Tag.ALL_GATHER,
                (int) count,
                Math.toIntExact(compressed),
                Math.toIntExact(dense),
                Math.toIntExact(bytes.byteSize() - compressed - dense));
        while (true) {
            try {
                requireUndisturbed();
                return settle(swap(frame, own));
            } catch (ViewEndsException ends) {
                suspect(ends);
                Optional<List<MemorySegment>> given = change(underWay(false));
                if (given.isPresent()) {
                    return settle(given.get());
                }
            }
        }
    }

    private List<MemorySegment> swap(Frame frame, MemorySegment own) throws ViewEndsException, InterruptedException {
        List<Long> others = othersFromNext();
        for (long other : others) {
            lines.to(other).queue(frame, own);
        }
        MemorySegment[] said = new MemorySegment[view.size()];
        said[rank] = own.asReadOnly();
        for (long other : others) {
            said[view.ring().indexOf(other)] =
                    lines.to(other).receive(frame.tag(), frame.sequence(), Frame.LARGEST_PAYLOAD);
        }
        return List.of(said);
    }

    private List<MemorySegment> settle(List<MemorySegment> said) {
        kept = Optional.of(new Kept(count, said));
        count++;
        lines.closeCut();
        return said;
    }

    private List<Long> othersFromNext() {
        List<Long> others = new ArrayList<>();
        for (int step = 1; step < view.size(); step++) {
            others.add(view.ring().get((rank + step) % view.size()));
        }
        return others;
    }

    // Large operations

    private int sumAroundRing(MemorySegment values, Kind kind) throws InterruptedException {
        MemorySegment source =
                Arena.ofAuto().allocate(values.byteSize(), Float.BYTES).copyFrom(values);
        while (true) {
            int contributors = view.size();
            boolean whole = false;
            try {
                requireUndisturbed();
                reduceAroundRing(values, kind);
                whole = true;
                awaitAllWhole();
                count++;
                return contributors;
            } catch (ViewEndsException ends) {
                suspect(ends);
                long operation = count;
                change(underWay(whole));
                if (count > operation) {
                    return contributors;
                }
                values.copyFrom(source);
            }
        }
    }

    private void reduceAroundRing(MemorySegment values, Kind kind) throws ViewEndsException, InterruptedException {
        int size = view.size();
        if (size > 1) {
            Operation operation = new Operation(Tag.ALL_REDUCE, (int) count, kind);
            new ScheduleRun<>(
                            Schedule.allReduce(Algorithm.RING, rank, size),
                            Reduction.FLOAT32_SUM,
                            size,
                            new DensePassage<ViewEndsException>(operation, false),
                            place -> lines.to(view.ring().get(place)),
                            scratch)
                    .run(values, values);
        }
    }

    /** A result is handed out once all have it. */
    private void awaitAllWhole() throws ViewEndsException, InterruptedException {
        List<Long> others = othersFromNext();
        for (long other : others) {
            lines.to(other).queueControl(Tag.WHOLE, (int) count, MemorySegment.NULL);
        }
        for (long other : others) {
            lines.to(other).receive(Tag.WHOLE, (int) count, MemorySegment.NULL);
        }
        for (long other : others) {
            lines.to(other).flush();
        }
    }

    // Changes of view

    private void requireUndisturbed() throws ViewEndsException {
        if (service.disturbed()) {
            throw new ViewEndsException("this member is told to stop", ViewEndsException.NOBODY);
        }
    }

    private void suspect(ViewEndsException ends) throws InterruptedException {
        if (ends.suspect() != ViewEndsException.NOBODY) {
            LOG.info("{} is suspected: {}", service.name(ends.suspect()), ends.getMessage());
            service.suspect(view.number(), ends.suspect());
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

    /**
     * Stops, reports, and begins the next view.
     *
     * @return what all said in the operation under way, if it counts and this member lacked it
     */
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

    /**
     * Says goodbye; the others go on. What this member said last may not have reached all of them, who then do that
     * operation again without it: end with a {@link #barrier} where it is to count.
     */
    @Override
    public void close() {
        service.close();
        lines.close();
        arena.close();
    }
}
