package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
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
import java.util.stream.IntStream;

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
    static final long DIRECT_BYTES = 16 << 10;

    private static final int MOST_NUMBERS = 64;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final World world;
    private final int rank;
    private final int size;
    private final Verdict verdict;
    private final Peer[] peers;
    private final GrowingBuffer[] buffers;
    private final List<Runnable> onClose = new ArrayList<>();
    private final FloatSum sum = FloatSum.fastest();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(RingChunks.largestPiece(), 64);
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
    public int number() {
        return rank;
    }

    @Override
    public List<Integer> contributors() {
        return IntStream.range(0, size).boxed().toList();
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
        long startedAt = world.nanoTime();
        try {
            return operation.run(++sequence);
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
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        if (values.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException(values.byteSize() + " bytes are no array of float32");
        }
        if (values.byteSize() == 0 || size == 1) {
            return size;
        }
        return operate(number -> {
            if (values.byteSize() <= DIRECT_BYTES) {
                reduceDirectly(values, kind, number);
            } else {
                reduceAroundRing(values, kind, number);
            }
            return size;
        });
    }

    /** Everybody sends all to everybody and sums in the order of ranks. */
    private void reduceDirectly(MemorySegment values, Kind kind, int number) throws InterruptedException {
        Frame frame = Frame.of(Tag.ALL_REDUCE, number, kind, values.byteSize());
        for (Peer peer : othersFromNext()) {
            peer.sendNow(frame, values);
        }
        MemorySegment total = scratch.asSlice(0, values.byteSize());
        MemorySegment incoming = scratch.asSlice(DIRECT_BYTES, values.byteSize());
        for (int from = 0; from < size; from++) {
            MemorySegment target = from == 0 ? total : incoming;
            if (from == rank) {
                target.copyFrom(values);
            } else {
                peers[from].receive(Tag.ALL_REDUCE, number, target);
            }
            if (from > 0) {
                sum.add(total, incoming);
            }
        }
        values.copyFrom(total);
    }

    private void reduceAroundRing(MemorySegment values, Kind kind, int number) throws InterruptedException {
        Peer next = peers[(rank + 1) % size];
        Peer previous = peers[Math.floorMod(rank - 1, size)];
        new RingSum(sum, scratch).reduce(values, kind, number, rank, size, next, previous);
        next.flush();
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
        operate(number -> {
            if (bytes.byteSize() <= DIRECT_BYTES) {
                broadcastDirectly(bytes, root, kind, number);
            } else {
                broadcastAlongChain(bytes, root, kind, number);
            }
            return null;
        });
    }

    private void broadcastDirectly(MemorySegment bytes, int root, Kind kind, int number) throws InterruptedException {
        if (rank != root) {
            peers[root].receive(Tag.BROADCAST, number, bytes);
            return;
        }
        List<Peer> others = othersFromNext();
        for (Peer peer : others) {
            peer.queue(Frame.of(Tag.BROADCAST, number, kind, bytes.byteSize()), bytes);
        }
        flush(others);
    }

    private void broadcastAlongChain(MemorySegment bytes, int root, Kind kind, int number) throws InterruptedException {
        Peer next = peers[(rank + 1) % size];
        Peer previous = peers[Math.floorMod(rank - 1, size)];
        ChainBroadcast.pass(bytes, root, kind, number, rank, size, next, previous);
        next.flush();
    }

    @Override
    public void barrier() throws InterruptedException {
        operate(number -> exchange(Tag.BARRIER, number, new long[0]));
    }

    @Override
    public long[][] exchange(long... numbers) throws InterruptedException {
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
