package io.gossamer.net.collective;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;

/**
 * A group whose nodes are all joined pairwise. Large arrays go around a ring in pieces; what is small goes to everybody
 * at once. One task at a time may call operations; each takes the next sequence number, so that nodes whose programs
 * are out of step notice.
 *
 * <p>A part of it ({@link #split}) goes over the same connections and has sequence numbers of its own. A connection serves
 * one operation at a time, so what is not allowed fails at once with an {@link IllegalStateException}.
 *
 * <p>Segments given to an operation must be accessible from any thread (a shared, automatic or global arena); native
 * ones are not copied.
 */
public final class MeshGroup implements Group {
    /** Above this, the upload that a ring saves outweighs its additional hops. */
    static final long DIRECT_BYTES = Algorithm.LARGEST_DIRECT;

    private static final int MOST_NUMBERS = 64;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final World world;
    private final int rank;
    private final int size;
    /** The ranks in the whole group, by rank in this one. */
    private final int[] numbers;
    /** The other ranks, from the next one on, so that not everybody turns to the same node first. */
    private final List<Integer> others;

    private final Verdict verdict;
    /** By rank in this group; nothing at the node's own. */
    private final Peer[] peers;

    private final GrowingBuffer[] buffers;
    private final List<Runnable> onClose = new ArrayList<>();
    private final List<MeshGroup> parts = new ArrayList<>();
    private final Collectives collectives = new Collectives();
    private final OperationNumbers operations;
    private long operatingNanos;
    private boolean closed;

    /**
     * @param rank this node's rank; {@code members} hold each further rank of 0 to {@code members.size()} once
     * @param timeout how long a peer may give no sign of life
     */
    public MeshGroup(World world, int rank, List<Member> members, Duration timeout) throws InterruptedException {
        this.world = world;
        this.rank = rank;
        this.size = members.size() + 1;
        this.numbers = IntStream.range(0, size).toArray();
        this.others = othersFromNext(rank, size);
        this.verdict = new Verdict(world);
        this.peers = new Peer[size];
        this.operations = OperationNumbers.ofTheWhole();
        for (Member member :
                members.stream().sorted(Comparator.comparingInt(Member::rank)).toList()) {
            Peer peer = new Peer(world, member, size, verdict, Patience.of(timeout));
            peers[member.rank()] = peer;
            verdict.add(peer);
            peer.start();
        }
        this.buffers = buffers();
    }

    /** A part of a group. */
    private MeshGroup(MeshGroup whole, int[] members, OperationNumbers operations) {
        this.world = whole.world;
        this.numbers = members;
        this.rank = Arrays.binarySearch(members, whole.rank);
        this.size = members.length;
        this.others = othersFromNext(rank, size);
        this.verdict = whole.verdict;
        this.peers = Arrays.stream(members).mapToObj(of -> whole.peers[of]).toArray(Peer[]::new);
        this.operations = operations;
        this.buffers = buffers();
    }

    private GrowingBuffer[] buffers() {
        return Arrays.stream(peers)
                .map(peer -> peer == null ? null : new GrowingBuffer())
                .toArray(GrowingBuffer[]::new);
    }

    @Override
    public MeshGroup split(IntUnaryOperator partOf) {
        int own = partOf.applyAsInt(rank);
        int[] members = IntStream.range(0, size)
                .filter(other -> partOf.applyAsInt(other) == own)
                .toArray();
        MeshGroup part = new MeshGroup(this, members, operations.ofAPart());
        parts.add(part);
        return part;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int number() {
        return numbers[rank];
    }

    @Override
    public List<Integer> members() {
        return Arrays.stream(numbers).boxed().toList();
    }

    @Override
    public List<Integer> contributors() {
        return members();
    }

    @Override
    public boolean elastic() {
        return false;
    }

    @Override
    public boolean somebodyWaits() {
        return false;
    }

    @Override
    public boolean admit() {
        return false;
    }

    @Override
    public World world() {
        return world;
    }

    private interface Operation<T> {
        T run(int sequence) throws InterruptedException;
    }

    /** Runs one operation of the group: all nodes call the same ones in the same order. */
    private <T> T operate(Operation<T> operation) throws InterruptedException {
        verdict.throwIfSettled();
        int taken = takeLines();
        long startedAt = world.nanoTime();
        try {
            requireAllLines(taken);
            return operation.run(operations.next());
        } catch (PeerFailureException e) {
            throw verdict.settle(e);
        } catch (NonFiniteValueException e) {
            abort(e.getMessage());
            throw e;
        } catch (InterruptedException e) {
            abort("was interrupted");
            throw e;
        } finally {
            operatingNanos += world.nanoTime() - startedAt;
            others.stream().limit(taken).forEach(other -> peers[other].leave());
        }
    }

    /** Takes the lines to the others for one operation, until one is in use; returns how many. */
    private int takeLines() {
        return (int) others.stream().takeWhile(other -> peers[other].take()).count();
    }

    private void requireAllLines(int taken) {
        if (taken < size - 1) {
            throw new IllegalStateException("Another operation with " + peers[others.get(taken)].name()
                    + " is under way: no two nodes may be in two operations at once");
        }
    }

    private Collectives.Nodes<PeerFailureException> nodes() {
        return new Collectives.Nodes<>(rank, size, other -> peers[other]);
    }

    /** Lets {@code selector} pick how all-reduces go. All nodes call this alike, at the same place in their programs. */
    public void use(Selector selector) {
        collectives.use(selector);
    }

    @Override
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        return allReduce(values, values, Reduction.FLOAT32_SUM, kind);
    }

    /**
     * Combines arrays element by element over all nodes. The source is only read, so after a failure it is what it was;
     * the target is undefined then. The {@link Selector} in use picks the way: directly in the order of ranks, around the
     * ring, where chunk c is combined in the order c, c + 1, ... of ranks, or through a tree. In which order a sum is
     * taken shows in its last bits; all nodes have the same.
     *
     * @param source as long on all nodes
     * @param target as long as the source: the same array, or one apart from it
     * @param kind what the bytes count as
     * @return how many arrays were combined
     */
    public int allReduce(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws InterruptedException {
        Collectives.requireArrays(source, target, reduction.type());
        return operate(number -> {
            collectives.allReduce(nodes(), number, source, target, reduction, kind);
            flush();
            return size;
        });
    }

    /**
     * Combines arrays element by element over all nodes, with what is sent in fewer bits. All nodes have the same bits
     * afterwards; how far they are from the exact result is the quantiser's matter, once for each node on the way. Goes
     * around the ring or through the tree. The bytes count as compressed.
     *
     * @param target as {@link #allReduce}'s
     * @param random of this node, for stochastic codecs
     * @return how many arrays were combined
     * @throws io.gossamer.codec.array.NonFiniteValueException if NaN or an infinity came up; the group ends then
     */
    public int allReduceQuantised(
            MemorySegment source, MemorySegment target, Reduction reduction, Quantiser quantiser, RandomStream random)
            throws InterruptedException {
        Collectives.requireArrays(source, target, reduction.type());
        return operate(number -> {
            collectives.allReduce(nodes(), number, source, target, reduction, quantiser, random);
            flush();
            return size;
        });
    }

    /**
     * Combines arrays element by element over all nodes, each of which gets a part of the result: the chunk of its rank,
     * as {@link io.gossamer.net.schedule.Chunks} cuts the array. Around the ring, chunk c is combined in the order c + 1,
     * c + 2, ..., c of ranks.
     *
     * @param target as {@link #allReduce}'s; what it holds besides that chunk is undefined afterwards
     * @return this node's chunk, as a part of the target
     */
    public MemorySegment reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws InterruptedException {
        Collectives.requireArrays(source, target, reduction.type());
        return operate(number -> {
            MemorySegment chunk = collectives.reduceScatter(nodes(), number, source, target, reduction, kind);
            flush();
            return chunk;
        });
    }

    /**
     * Completes an array of which each node brings the chunk of its rank, as {@link io.gossamer.net.schedule.Chunks} cuts
     * it. Around the ring.
     *
     * @param values as long on all nodes
     */
    public void allGatherChunks(MemorySegment values, ElementType type, Kind kind) throws InterruptedException {
        Collectives.requireArrays(values, values, type);
        operate(number -> {
            collectives.allGather(nodes(), number, values, type, kind);
            flush();
            return null;
        });
    }

    @Override
    public List<MemorySegment> allGather(Message message) throws InterruptedException {
        Payload payload = Payload.of(message);
        return swap(Tag.ALL_GATHER, to -> payload);
    }

    List<MemorySegment> gather(MemorySegment bytes, long compressed, long dense) throws InterruptedException {
        return swap(Tag.ALL_GATHER, to -> new Payload(bytes, compressed, dense));
    }

    @Override
    public List<MemorySegment> allToAll(List<Message> messages) throws InterruptedException {
        if (messages.size() != size) {
            throw new IllegalArgumentException(messages.size() + " messages for " + size + " nodes");
        }
        return swap(Tag.ALL_TO_ALL, to -> Payload.of(messages.get(to)));
    }

    /** Sends every other node what is for it, and receives what it has for this one. */
    private List<MemorySegment> swap(Tag tag, IntFunction<Payload> payloadFor) throws InterruptedException {
        return operate(number -> {
            for (int other : others) {
                Payload payload = payloadFor.apply(other);
                peers[other].queue(payload.frame(tag, number), payload.bytes());
            }
            MemorySegment[] messages = new MemorySegment[size];
            messages[rank] = payloadFor.apply(rank).bytes().asReadOnly();
            for (int other : others) {
                messages[other] = peers[other].receive(tag, number, Frame.LARGEST_PAYLOAD, buffers[other]);
            }
            flush();
            return List.of(messages);
        });
    }

    private static List<Integer> othersFromNext(int rank, int size) {
        return IntStream.range(1, size).mapToObj(step -> (rank + step) % size).toList();
    }

    private void flush() throws InterruptedException {
        for (int other : others) {
            peers[other].flush();
        }
    }

    @Override
    public void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException {
        if (root < 0 || root >= size) {
            throw new IllegalArgumentException("Rank " + root + " of " + size);
        }
        if (bytes.byteSize() == 0 || size == 1) {
            return;
        }
        operate(number -> {
            collectives.broadcast(nodes(), number, bytes, root, kind);
            flush();
            return null;
        });
    }

    @Override
    public void barrier() throws InterruptedException {
        operate(number -> exchange(Tag.BARRIER, number, new long[0]));
    }

    @Override
    public long[][] exchange(long... said) throws InterruptedException {
        if (said.length > MOST_NUMBERS) {
            throw new IllegalArgumentException(said.length + " numbers are more than " + MOST_NUMBERS);
        }
        return operate(number -> exchange(Tag.EXCHANGE, number, said));
    }

    private long[][] exchange(Tag tag, int number, long[] said) throws InterruptedException {
        MemorySegment payload = MemorySegment.ofArray(new byte[said.length * Long.BYTES]);
        MemorySegment.copy(said, 0, payload, LONG, 0, said.length);
        for (int other : others) {
            peers[other].sendNow(Frame.of(tag, number, Kind.CONTROL, payload.byteSize()), payload);
        }
        long[][] all = new long[size][];
        all[rank] = said.clone();
        for (int other : others) {
            long limit = MOST_NUMBERS * Long.BYTES;
            MemorySegment received = peers[other].receive(tag, number, limit, buffers[other]);
            if (received.byteSize() % Long.BYTES != 0) {
                throw peers[other].broke(received.byteSize() + " bytes are no numbers");
            }
            all[other] = received.toArray(LONG);
        }
        return all;
    }

    @Override
    public void accuse(int number, String reason) {
        String text = verdict.name(number) + " is shut out: " + reason;
        throw verdict.settle(new PeerFailureException(number, text, "Look at that worker's own output.", null));
    }

    @Override
    public long operatingNanos() {
        return operatingNanos;
    }

    @Override
    public Traffic traffic() {
        long[] sentByPeer = new long[size];
        long[] receivedByPeer = new long[size];
        Map<Kind, Long> sent = new EnumMap<>(Kind.class);
        Map<Kind, Long> received = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            sent.put(
                    kind,
                    count(sentByPeer, kind, (peer, which) -> peer.channel().sent(which)));
            received.put(
                    kind,
                    count(receivedByPeer, kind, (peer, which) -> peer.channel().received(which)));
        }
        return new Traffic(sentByPeer, receivedByPeer, sent, received);
    }

    private long count(long[] byPeer, Kind kind, ToLongBiFunction<Peer, Kind> counter) {
        long total = 0;
        for (int other : others) {
            long bytes = counter.applyAsLong(peers[other], kind);
            byPeer[other] += bytes;
            total += bytes;
        }
        return total;
    }

    @Override
    public void abort(String reason) {
        String text = "worker " + number() + " stopped: " + reason;
        verdict.settle(new PeerFailureException(number(), text, "Look at that worker's own output.", null));
    }

    /** Ends the group because of what this node learned elsewhere, as from the coordinator. */
    public void fail(PeerFailureException failure) {
        verdict.settle(failure);
    }

    /** Tells {@code listener} what ended this group before its time. */
    public void onFailure(Consumer<PeerFailureException> listener) {
        verdict.onFailure(listener);
    }

    /** Runs {@code action} when this group closes. */
    public void onClose(Runnable action) {
        onClose.add(action);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!operations.areOfAPart()) {
            closeLines();
        }
        onClose.forEach(Runnable::run);
        parts.forEach(MeshGroup::close);
        for (int other : others) {
            buffers[other].close();
        }
        collectives.close();
    }

    private void closeLines() {
        try {
            verdict.awaitErrands();
            for (int other : others) {
                peers[other].close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
