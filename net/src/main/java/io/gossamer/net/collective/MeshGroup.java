package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.world.World;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToLongBiFunction;

/**
 * A group whose nodes are all joined pairwise. Large arrays go around a ring in pieces; what is small goes to everybody
 * at once. One task at a time may call operations; each takes the next sequence number, so that nodes whose programs
 * are out of step notice.
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
    private final Verdict verdict;
    private final Peer[] peers;
    private final GrowingBuffer[] buffers;
    private final List<Runnable> onClose = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(ScheduleRun.SCRATCH_BYTES, 64);
    private Selector selector = new Selector.BySize();
    private int sequence;
    private long operatingNanos;
    private boolean closed;

    /**
     * @param rank this node's rank; {@code others} hold each further rank of 0 to {@code others.size()} once
     * @param timeout how long a peer may give no sign of life
     */
    public MeshGroup(World world, int rank, List<Member> others, Duration timeout) throws InterruptedException {
        this.world = world;
        this.rank = rank;
        this.size = others.size() + 1;
        this.verdict = new Verdict(world);
        this.peers = new Peer[size];
        this.buffers = new GrowingBuffer[size];
        for (Member member :
                others.stream().sorted(Comparator.comparingInt(Member::rank)).toList()) {
            Peer peer = new Peer(world, member, size, verdict, Patience.of(timeout));
            peers[member.rank()] = peer;
            buffers[member.rank()] = new GrowingBuffer();
            verdict.add(peer);
            peer.start();
        }
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
    public World world() {
        return world;
    }

    /** Lets {@code chosen} pick how all-reduces go. All nodes call this alike, at the same place in their programs. */
    public void use(Selector chosen) {
        selector = chosen;
    }

    private interface Body<T> {
        T run(int sequence) throws InterruptedException;
    }

    /** Runs one operation of the group: all nodes call the same ones in the same order. */
    private <T> T operate(Body<T> body) throws InterruptedException {
        verdict.throwIfSettled();
        long startedAt = world.nanoTime();
        try {
            return body.run(++sequence);
        } catch (PeerFailureException e) {
            throw verdict.settle(e);
        } catch (InterruptedException e) {
            abort("was interrupted");
            throw e;
        } finally {
            operatingNanos += world.nanoTime() - startedAt;
        }
    }

    @Override
    public void allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        allReduce(values, values, Reduction.FLOAT32_SUM, kind);
    }

    /**
     * Combines arrays element by element over all nodes. The source is only read, so after a failure it is what it was;
     * the target is undefined then. Nodes may differ in whether both are the same array.
     *
     * @param source as long on all nodes
     * @param target as long as the source: the same array, or one apart from it
     * @param kind what the bytes count as
     * @return how many arrays were combined
     */
    public int allReduce(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws InterruptedException {
        requireArrays(source, target, reduction.type());
        if (size == 1) {
            target.copyFrom(source);
        }
        if (source.byteSize() == 0 || size == 1) {
            return size;
        }
        Algorithm algorithm = selector.choose(source.byteSize(), size);
        Schedule schedule = Schedule.allReduce(algorithm, rank, size);
        operate(number -> {
            Operation operation = new Operation(Tag.ALL_REDUCE, number, kind);
            run(schedule, reduction, new DensePassage<>(operation, algorithm == Algorithm.DIRECT), source, target);
            return null;
        });
        return size;
    }

    /**
     * Combines arrays element by element over all nodes, each of which gets a part of the result: the chunk of its rank,
     * as {@link Chunks} cuts the array. Around the ring, chunk c is combined in the order c + 1, c + 2, ..., c of ranks.
     *
     * @param target as {@link #allReduce}'s; what it holds besides that chunk is undefined afterwards
     * @return this node's chunk, as a part of the target
     */
    public MemorySegment reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind)
            throws InterruptedException {
        requireArrays(source, target, reduction.type());
        Schedule schedule = Schedule.reduceScatter(rank, size);
        operate(number -> {
            Operation operation = new Operation(Tag.REDUCE_SCATTER, number, kind);
            run(schedule, reduction, new DensePassage<>(operation, false), source, target);
            return null;
        });
        long width = reduction.type().bytes();
        Chunks chunks = new Chunks(target.byteSize() / width, size);
        return target.asSlice(chunks.start(rank) * width, chunks.size(rank) * width);
    }

    /**
     * Completes an array of which each node brings the chunk of its rank, as {@link Chunks} cuts it. Around the ring.
     *
     * @param values as long on all nodes
     */
    public void allGatherChunks(MemorySegment values, ElementType type, Kind kind) throws InterruptedException {
        requireArrays(values, values, type);
        Schedule schedule = Schedule.allGather(rank, size);
        operate(number -> {
            Operation operation = new Operation(Tag.ALL_GATHER, number, kind);
            // Nothing is combined, whatever the operator.
            run(schedule, new Reduction(type, Operator.MAX), new DensePassage<>(operation, false), values, values);
            return null;
        });
    }

    private static void requireArrays(MemorySegment source, MemorySegment target, ElementType type) {
        if (source.byteSize() % type.bytes() != 0) {
            throw new IllegalArgumentException(source.byteSize() + " bytes are no array of " + type.label());
        }
        if (source.byteSize() != target.byteSize()) {
            throw new IllegalArgumentException(
                    "A target of " + target.byteSize() + " bytes for a source of " + source.byteSize());
        }
        if (!source.equals(target) && source.asOverlappingSlice(target).isPresent()) {
            throw new IllegalArgumentException("The source overlaps the target");
        }
    }

    /** Carries out this node's part and waits until all that it sends has left. */
    private void run(
            Schedule schedule,
            Reduction reduction,
            Passage<PeerFailureException> passage,
            MemorySegment source,
            MemorySegment target)
            throws InterruptedException {
        new ScheduleRun<>(schedule, reduction, size, passage, node -> peers[node], scratch).run(source, target);
        for (int receiver : schedule.receivers()) {
            peers[receiver].flush();
        }
    }

    /** What one node says to another, and how much of it is of which kind; the rest is control. */
    private record Payload(MemorySegment bytes, long compressed, long dense) {
        static Payload of(Message message) {
            return new Payload(message.bytes(), message.bytes(Kind.COMPRESSED), message.bytes(Kind.DENSE));
        }

        Frame frame(Tag tag, int number) {
            return new Frame(
                    tag,
                    number,
                    Math.toIntExact(compressed),
                    Math.toIntExact(dense),
                    Math.toIntExact(bytes.byteSize() - compressed - dense));
        }
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
            List<Peer> others = othersFromNext();
            for (Peer peer : others) {
                Payload payload = payloadFor.apply(peer.rank());
                peer.queue(payload.frame(tag, number), payload.bytes());
            }
            MemorySegment[] messages = new MemorySegment[size];
            messages[rank] = payloadFor.apply(rank).bytes().asReadOnly();
            for (Peer peer : others) {
                messages[peer.rank()] = peer.receive(tag, number, Frame.LARGEST_PAYLOAD, buffers[peer.rank()]);
            }
            flush(others);
            return List.of(messages);
        });
    }

    /** The other ranks, from the next one on, so that not everybody turns to the same node first. */
    private List<Peer> othersFromNext() {
        List<Peer> others = new ArrayList<>(size);
        for (int step = 1; step < size; step++) {
            others.add(peers[(rank + step) % size]);
        }
        return others;
    }

    private static void flush(List<Peer> peers) throws InterruptedException {
        for (Peer peer : peers) {
            peer.flush();
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
        Schedule schedule = bytes.byteSize() <= DIRECT_BYTES
                ? Schedule.broadcastDownTree(root, rank, size)
                : Schedule.broadcastAlongChain(root, rank, size);
        operate(number -> {
            Operation operation = new Operation(Tag.BROADCAST, number, kind);
            run(schedule, Reduction.BYTES, new DensePassage<>(operation, false), bytes, bytes);
            return null;
        });
    }

    @Override
    public void barrier() throws InterruptedException {
        operate(number -> exchange(Tag.BARRIER, number, new long[0]));
    }

    @Override
    public long[][] exchange(long[] numbers) throws InterruptedException {
        if (numbers.length > MOST_NUMBERS) {
            throw new IllegalArgumentException(numbers.length + " numbers are more than " + MOST_NUMBERS);
        }
        return operate(number -> exchange(Tag.EXCHANGE, number, numbers));
    }

    private long[][] exchange(Tag tag, int number, long[] numbers) throws InterruptedException {
        MemorySegment payload = MemorySegment.ofArray(new byte[numbers.length * Long.BYTES]);
        MemorySegment.copy(numbers, 0, payload, LONG, 0, numbers.length);
        List<Peer> others = othersFromNext();
        for (Peer peer : others) {
            peer.sendNow(Frame.of(tag, number, Kind.CONTROL, payload.byteSize()), payload);
        }
        long[][] all = new long[size][];
        all[rank] = numbers.clone();
        for (Peer peer : others) {
            long limit = MOST_NUMBERS * Long.BYTES;
            MemorySegment received = peer.receive(tag, number, limit, buffers[peer.rank()]);
            if (received.byteSize() % Long.BYTES != 0) {
                throw peer.broke(received.byteSize() + " bytes are no numbers");
            }
            all[peer.rank()] = received.toArray(LONG);
        }
        return all;
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
        for (Peer peer : othersFromNext()) {
            long bytes = counter.applyAsLong(peer, kind);
            byPeer[peer.rank()] += bytes;
            total += bytes;
        }
        return total;
    }

    @Override
    public void abort(String reason) {
        String text = "worker " + rank + " stopped: " + reason;
        verdict.settle(new PeerFailureException(rank, text, "Look at that worker's own output.", null));
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
        try {
            verdict.awaitErrands();
            for (Peer peer : othersFromNext()) {
                peer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        onClose.forEach(Runnable::run);
        for (Peer peer : othersFromNext()) {
            buffers[peer.rank()].close();
        }
        arena.close();
    }
}
