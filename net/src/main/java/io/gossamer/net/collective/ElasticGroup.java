package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.View;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.world.World;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group that loses members and goes on. An operation in whose midst somebody is lost either counts for all who are
 * left, with what the lost one had contributed, or is done again by those who are left, with the same input; so it always
 * ends, with bit-identical results on all members. Only an operation whose input is made for certain members ends with a
 * {@link ViewChangedException} instead.
 *
 * <p>Without failure an operation needs nobody but the members. Small ones are done once everybody's contribution is
 * here, and are kept for a while in case somebody lacks them ({@link FlushReport#kept}); large ones end with a round in
 * which all say that they have the whole result.
 */
public final class ElasticGroup implements Group {
    private static final Logger LOG = LoggerFactory.getLogger(ElasticGroup.class);
    private static final int MOST_NUMBERS = 64;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final World world;
    private final ViewService service;
    private final Succession succession;
    private final Collectives collectives = new Collectives();
    private List<Integer> contributors = List.of();
    private long operatingNanos;

    private ElasticGroup(World world, ViewService service, Duration timeout) {
        this.world = world;
        this.service = service;
        this.succession = new Succession(world, service, timeout);
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
            group.succession.enter();
            group.contributors = group.numbers();
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
        return succession.view();
    }

    @Override
    public int rank() {
        return succession.rank();
    }

    @Override
    public int size() {
        return view().size();
    }

    @Override
    public int number() {
        return (int) service.own();
    }

    @Override
    public List<Integer> contributors() {
        return contributors;
    }

    @Override
    public boolean elastic() {
        return true;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public boolean somebodyWaits() {
        return service.somebodyWaits();
    }

    @Override
    public boolean admit() throws InterruptedException {
        return timed(succession::admit);
    }

    private List<Integer> numbers() {
        return view().ring().stream().map(Math::toIntExact).toList();
    }

    private interface Operation<T> {
        T run() throws InterruptedException;
    }

    private <T> T timed(Operation<T> operation) throws InterruptedException {
        long startedAt = world.nanoTime();
        try {
            return operation.run();
        } finally {
            operatingNanos += world.nanoTime() - startedAt;
        }
    }

    // Small operations

    @Override
    public List<MemorySegment> allGather(Message message) throws InterruptedException {
        return timed(() -> gather(Payload.of(message)));
    }

    @Override
    public long[][] exchange(long... numbers) throws InterruptedException {
        if (numbers.length > MOST_NUMBERS) {
            throw new IllegalArgumentException(numbers.length + " numbers are more than " + MOST_NUMBERS);
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[numbers.length * Long.BYTES]);
        MemorySegment.copy(numbers, 0, payload, LONG, 0, numbers.length);
        List<MemorySegment> all = timed(() -> gather(Payload.of(payload, Kind.CONTROL)));
        return all.stream().map(said -> said.toArray(LONG)).toArray(long[][]::new);
    }

    @Override
    public void barrier() throws InterruptedException {
        exchange();
    }

    /** Says something to all and hears all: the one small operation that the others are made of. */
    private List<MemorySegment> gather(Payload payload) throws InterruptedException {
        // Kept for those who may lack it, so it must outlive the caller's.
        MemorySegment own =
                Arena.ofAuto().allocate(payload.bytes().byteSize(), Long.BYTES).copyFrom(payload.bytes());
        Payload kept = payload.withBytes(own);
        while (true) {
            List<Integer> all = numbers();
            try {
                succession.requireUndisturbed();
                return settle(all, swap(Tag.ALL_GATHER, to -> kept));
            } catch (ViewEndsException ends) {
                Optional<List<MemorySegment>> given = succession.recover(ends, false);
                if (given.isPresent()) {
                    return settle(all, given.get());
                }
            }
        }
    }

    private List<MemorySegment> settle(List<Integer> all, List<MemorySegment> said) {
        contributors = all;
        succession.settle(said);
        return said;
    }

    /** Sends every other member what is for it, and receives what it has for this one. */
    private List<MemorySegment> swap(Tag tag, IntFunction<Payload> payloadFor)
            throws ViewEndsException, InterruptedException {
        int number = succession.count();
        List<PeerLine> others = succession.othersFromNext();
        MemorySegment[] said = new MemorySegment[size()];
        said[rank()] = payloadFor.apply(rank()).bytes().asReadOnly();
        for (PeerLine other : others) {
            Payload payload = payloadFor.apply(rankOf(other));
            other.queue(payload.frame(tag, number), payload.bytes());
        }
        for (PeerLine other : others) {
            said[rankOf(other)] = other.receive(tag, number, Frame.LARGEST_PAYLOAD);
        }
        return List.of(said);
    }

    private int rankOf(PeerLine line) {
        return view().ring().indexOf(line.member());
    }

    // Large operations

    @Override
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        if (values.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException(values.byteSize() + " bytes are no array of float32");
        }
        return timed(() ->
                values.byteSize() <= MeshGroup.DIRECT_BYTES ? sumDirectly(values, kind) : sumAroundRing(values, kind));
    }

    private int sumDirectly(MemorySegment values, Kind kind) throws InterruptedException {
        List<MemorySegment> all = gather(Payload.of(values, kind));
        values.copyFrom(all.getFirst());
        for (MemorySegment other : all.subList(1, all.size())) {
            Reduction.FLOAT32_SUM.combine(values, other);
        }
        return all.size();
    }

    private int sumAroundRing(MemorySegment values, Kind kind) throws InterruptedException {
        MemorySegment source =
                Arena.ofAuto().allocate(values.byteSize(), Float.BYTES).copyFrom(values);
        while (!together(() -> reduceAroundRing(source, values, kind))) {
            LOG.debug("A sum begins again among {} members", size());
        }
        return contributors.size();
    }

    private void reduceAroundRing(MemorySegment source, MemorySegment values, Kind kind)
            throws ViewEndsException, InterruptedException {
        collectives.allReduce(nodes(), succession.count(), source, values, Reduction.FLOAT32_SUM, kind);
    }

    private Collectives.Nodes<ViewEndsException> nodes() {
        List<PeerLine> others = succession.othersFromNext();
        int next = rank() + 1;
        return new Collectives.Nodes<>(rank(), size(), place -> others.get(Math.floorMod(place - next, size())));
    }

    @Override
    public List<MemorySegment> allToAll(List<Message> messages) throws InterruptedException {
        if (messages.size() != size()) {
            throw new IllegalArgumentException(messages.size() + " messages for " + size() + " nodes");
        }
        List<MemorySegment> said = new ArrayList<>(Collections.nCopies(size(), MemorySegment.NULL));
        timed(() -> {
            requireTogether(() -> Collections.copy(said, swap(Tag.ALL_TO_ALL, to -> Payload.of(messages.get(to)))));
            return said;
        });
        return List.copyOf(said);
    }

    @Override
    public void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException {
        if (root < 0 || root >= size()) {
            throw new IllegalArgumentException("Rank " + root + " of " + size());
        }
        timed(() -> {
            requireTogether(() -> collectives.broadcast(nodes(), succession.count(), bytes, root, kind));
            return bytes;
        });
    }

    /** A member's part in a large operation, after which it has the whole result. */
    private interface Part {
        void play() throws ViewEndsException, InterruptedException;
    }

    private void requireTogether(Part part) throws InterruptedException {
        if (!together(part)) {
            throw new ViewChangedException();
        }
    }

    /**
     * Does this member's part and hands the result out once all have theirs.
     *
     * @return whether it counts; if not, other members are in now
     */
    private boolean together(Part part) throws InterruptedException {
        List<Integer> all = numbers();
        boolean whole = false;
        try {
            succession.requireUndisturbed();
            part.play();
            whole = true;
            awaitAllWhole();
            succession.settle();
        } catch (ViewEndsException ends) {
            int operation = succession.count();
            succession.recover(ends, whole);
            if (succession.count() == operation) {
                return false;
            }
        }
        contributors = all;
        return true;
    }

    private void awaitAllWhole() throws ViewEndsException, InterruptedException {
        int number = succession.count();
        List<PeerLine> others = succession.othersFromNext();
        for (PeerLine other : others) {
            other.queueControl(Tag.WHOLE, number, MemorySegment.NULL);
        }
        for (PeerLine other : others) {
            other.receive(Tag.WHOLE, number, MemorySegment.NULL);
        }
        for (PeerLine other : others) {
            other.flush();
        }
    }

    // The end

    @Override
    public void accuse(int number, String reason) throws InterruptedException {
        succession.accuse(number, reason);
    }

    @Override
    public long operatingNanos() {
        return operatingNanos;
    }

    @Override
    public Traffic traffic() {
        return succession.traffic();
    }

    /** Leaves; the others go on without this member. */
    @Override
    public void abort(String reason) {
        succession.close();
    }

    /**
     * Says goodbye; the others go on. What this member said last may not have reached all of them, who then do that
     * operation again without it: end with a {@link #barrier} where it is to count.
     */
    @Override
    public void close() {
        succession.close();
        collectives.close();
    }
}
