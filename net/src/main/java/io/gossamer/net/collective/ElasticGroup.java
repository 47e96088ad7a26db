package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.View;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

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
    private static final int MOST_NUMBERS = 64;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final World world;
    private final ViewService service;
    private final Succession succession;
    private final SmallOperations small;
    private final LargeOperations large;
    private final Flight flight;
    private final Collectives collectives = new Collectives();
    private long operatingNanos;

    private ElasticGroup(World world, ViewService service, Duration timeout) {
        this.world = world;
        this.service = service;
        this.succession = new Succession(world, service, timeout);
        this.small = new SmallOperations(succession);
        this.large = new LargeOperations(succession);
        this.flight = new Flight(world, succession, large, timeout);
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
    public List<Integer> members() {
        return succession.numbers();
    }

    @Override
    public List<Integer> contributors() {
        return succession.contributors();
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

    /**
     * Gives the ring, and with it the ranks, another order. All members call this with the same one at the same place in
     * their programs; it stays when members are lost, and newcomers come in at its end.
     *
     * @param ring all members' numbers
     * @return whether the ring has that order, as far as this member has come; not if somebody was lost meanwhile
     */
    public boolean reorder(List<Integer> ring) throws InterruptedException {
        List<Long> order = ring.stream().map(Integer::longValue).toList();
        return timed(() -> succession.reorder(order));
    }

    /** The host at which others reach a member; empty if it is none now. */
    public Optional<String> host(int number) {
        return service.host(number);
    }

    /** Another door of this member, open to those who can reach the first. */
    public Listener listen() throws IOException {
        return service.listen();
    }

    /** Lets {@code selector} pick how all-reduces go. All members call this alike, at the same place in their programs. */
    public void use(Selector selector) {
        collectives.use(selector);
        flight.use(selector);
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

    /** If the operation cannot be done, this member leaves, and then what was to be overwritten is as it was. */
    private <T> T restoring(List<Origin> origins, Operation<T> operation) throws InterruptedException {
        boolean done = false;
        try {
            T result = timed(operation);
            done = true;
            return result;
        } finally {
            if (!done) {
                // What others still read from it must not change under their eyes.
                succession.close();
                origins.forEach(Origin::restore);
            }
        }
    }

    // Small operations

    @Override
    public List<MemorySegment> allGather(Message message) throws InterruptedException {
        return timed(() -> small.gather(Payload.of(message)));
    }

    @Override
    public long[][] exchange(long... numbers) throws InterruptedException {
        if (numbers.length > MOST_NUMBERS) {
            throw new IllegalArgumentException(numbers.length + " numbers are more than " + MOST_NUMBERS);
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[numbers.length * Long.BYTES]);
        MemorySegment.copy(numbers, 0, payload, LONG, 0, numbers.length);
        List<MemorySegment> all = timed(() -> small.gather(Payload.of(payload, Kind.CONTROL)));
        return all.stream().map(said -> said.toArray(LONG)).toArray(long[][]::new);
    }

    @Override
    public void barrier() throws InterruptedException {
        exchange();
    }

    // All-reduce

    @Override
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        return allReduce(values, values, Reduction.FLOAT32_SUM, kind);
    }

    /**
     * Combines arrays element by element over all members, in the order that {@link MeshGroup#allReduce} takes them in.
     * When a member is lost, it begins again by itself among those who are left. The source is only read; where it is
     * also the target, a copy is kept meanwhile, and it is as before if the operation cannot be done.
     *
     * @param source as long on all members
     * @param target as long as the source: the same array, or one apart from it
     * @param kind what the bytes count as
     * @return how many arrays were combined, by which a mean is divided
     * @throws PeerFailureException if the coordinator is lost or this member is shut out
     */
    public int allReduce(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws InterruptedException {
        AllReduce operation = AllReduce.dense(source, target, reduction, kind);
        Origin origin = operation.origin();
        AllReduce apart = operation.from(origin);
        return restoring(List.of(origin), () -> {
            Optional<Integer> contributors = Optional.empty();
            while (contributors.isEmpty()) {
                // Whoever loses a member may have to go another way with the others.
                contributors = collectives.isDirect(source.byteSize(), size())
                        ? combineDirectly(apart, kind)
                        : large.attempt((nodes, number) -> perform(apart, nodes, number));
            }
            return contributors.get();
        });
    }

    private Optional<Integer> combineDirectly(AllReduce operation, Kind kind) throws InterruptedException {
        MemorySegment target = operation.target();
        return small.attemptGather(Payload.of(operation.source(), kind)).map(all -> {
            target.copyFrom(all.getFirst());
            for (MemorySegment other : all.subList(1, all.size())) {
                operation.reduction().combine(target, other);
            }
            operation.reduction().finish(target, all.size());
            return all.size();
        });
    }

    private int perform(AllReduce operation, Collectives.Nodes<ViewEndsException> nodes, int number)
            throws ViewEndsException, InterruptedException {
        operation.perform(collectives, nodes, number);
        return nodes.size();
    }

    /**
     * Combines arrays element by element over all members, with what is sent in fewer bits, as {@link
     * MeshGroup#allReduceQuantised} does. Otherwise as {@link #allReduce}.
     *
     * @param random of this node, for stochastic codecs
     * @return how many arrays were combined
     * @throws io.gossamer.codec.array.NonFiniteValueException if NaN or an infinity came up here; this member has left
     *     then, and the others go on
     */
    public int allReduceQuantised(
            MemorySegment source, MemorySegment target, Reduction reduction, Quantiser quantiser, RandomStream random)
            throws InterruptedException {
        AllReduce operation = AllReduce.quantised(source, target, reduction, quantiser, random);
        Origin origin = operation.origin();
        AllReduce apart = operation.from(origin);
        return restoring(List.of(origin), () -> large.untilItCounts((nodes, number) -> perform(apart, nodes, number)));
    }

    /**
     * Does several all-reduces, some of them at once: the latency of one hides behind the transfer of another. All members
     * bring as many, in the same order, which tells them apart. When a member is lost, those that all have whole count with
     * what it contributed, and the others begin again among those who are left. Their targets must be apart from each other
     * and from all sources but their own. Beyond 256, they are done so many at a time.
     *
     * @param maxInFlight how many are under way at once at most
     * @return for each the numbers of those who contributed, in the order of ranks
     * @throws PeerFailureException if the coordinator is lost or this member is shut out; all arrays that are source and
     *     target are as they were then, also those whose operation was done already
     */
    public List<List<Integer>> allReduceMany(List<AllReduce> operations, int maxInFlight) throws InterruptedException {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException(maxInFlight + " operations in flight");
        }
        List<Origin> origins = operations.stream().map(AllReduce::origin).toList();
        List<AllReduce> apart = new ArrayList<>();
        for (int i = 0; i < origins.size(); i++) {
            apart.add(operations.get(i).from(origins.get(i)));
        }
        return restoring(origins, () -> flight.complete(apart, maxInFlight));
    }

    // Other large operations

    /**
     * Combines arrays element by element over all members, each of which gets a part of the result: the chunk of its place
     * among the {@link #contributors}, as {@link io.gossamer.net.schedule.Chunks} cuts the array for so many. Otherwise as
     * {@link MeshGroup#reduceScatter}. When a member is lost, it begins again by itself, unless all others have their
     * chunks already: then that of the lost one is nowhere.
     *
     * @param target as {@link #allReduce}'s; what it holds besides that chunk is undefined afterwards
     * @return this member's chunk, as a part of the target
     */
    public MemorySegment reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws InterruptedException {
        Collectives.requireArrays(source, target, reduction.type());
        Origin origin = Origin.of(source, target);
        return restoring(
                List.of(origin),
                () -> large.untilItCounts((nodes, number) ->
                        collectives.reduceScatter(nodes, number, origin.source(), target, reduction, kind)));
    }

    /**
     * Completes an array of which each member brings a chunk, as {@link io.gossamer.net.schedule.Chunks} cuts it.
     *
     * @param values as long on all members
     * @param members for whom it was cut, by their numbers in the order of chunks: the {@link #contributors} of {@link
     *     #reduceScatter}, say
     * @throws ViewChangedException if others are in now or the members change in its midst; {@code values} is then
     *     undefined but for this member's chunk
     */
    public void allGatherChunks(MemorySegment values, ElementType type, Kind kind, List<Integer> members)
            throws InterruptedException {
        Collectives.requireArrays(values, values, type);
        timed(() -> {
            if (!members.equals(members())) {
                throw new ViewChangedException();
            }
            return large.together((nodes, number) -> {
                collectives.allGather(nodes, number, values, type, kind);
                return nodes.size();
            });
        });
    }

    @Override
    public List<MemorySegment> allToAll(List<Message> messages) throws InterruptedException {
        if (messages.size() != size()) {
            throw new IllegalArgumentException(messages.size() + " messages for " + size() + " nodes");
        }
        return timed(() ->
                large.together((nodes, number) -> small.swap(Tag.ALL_TO_ALL, to -> Payload.of(messages.get(to)))));
    }

    @Override
    public void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException {
        if (root < 0 || root >= size()) {
            throw new IllegalArgumentException("Rank " + root + " of " + size());
        }
        timed(() -> large.together((nodes, number) -> {
            collectives.broadcast(nodes, number, bytes, root, kind);
            return nodes.size();
        }));
    }

    // The end

    @Override
    public Group split(IntUnaryOperator partOf) {
        throw new GossamerException(
                "Workers who come and go cannot form groups within their group",
                "Let the members stay (no --on-loss, no --listen), or do without such groups.");
    }

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
        flight.close();
    }
}
