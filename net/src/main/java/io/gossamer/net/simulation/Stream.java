package io.gossamer.net.simulation;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.PathClock;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * One direction of a connection. Content and timing are apart: the bytes stand in {@code pieces} from the moment they
 * are sent, and chunks, in order, only say how many more of them have arrived.
 *
 * <p>The sender may have a window's worth of bytes under way. The receiver gives room back when it takes bytes, also
 * for bytes that arrive for a receive that already waits, and the news travels back with the latency of the path.
 */
final class Stream {
    /** How much of one connection may wait in front of the upload, so that all share it; as in the TCP world. */
    private static final long SEND_AHEAD = Duration.ofMillis(100).toNanos();

    private final Network network;
    private final EventLoop loop;
    private final SimulatedConnection sender;
    private final SimulatedConnection receiver;
    private final PathClock path;
    private final int id;
    private final boolean local;

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>(4);
    private final ArrayDeque<Chunk> underWay = new ArrayDeque<>(4);
    private final ArrayDeque<Credit> credits = new ArrayDeque<>(4);

    /** Takes what is sent at one moment, until the sender waits for something: a header and its payload travel as one. */
    private Chunk open;

    private long room;
    private long creditsUnderWay;
    private long arrived;

    /** How many of the arrived bytes the sender already has room for again. */
    private long credited;

    /** How many bytes the receive that waits wants in all; 0 if none waits. */
    private long wanted;

    private long lastDeparted;

    /** A retransmission holds up all that follows it until then. */
    private long notBefore;

    private boolean ended;

    private record Credit(long time, long bytes) {}

    Stream(Network network, int id, SimulatedConnection sender, SimulatedConnection receiver) {
        this.network = network;
        this.loop = network.loop();
        this.id = id;
        this.sender = sender;
        this.receiver = receiver;
        this.local = sender.node() == receiver.node();
        this.path = new PathClock(sender.node().link(), sender.node()::nextUniform);
        this.room = network.config().window();
    }

    // ------------------------------------------------------------------ the sender's side

    void cap(Bandwidth rate) {
        path.cap(rate);
    }

    /**
     * How many of {@code left} bytes may be sent now: none until there is room for a whole chunk of them, and none
     * while the node's upload is busy with earlier ones.
     */
    int sendable(long left) {
        collectCredits();
        boolean wait = room < worthwhile(left) || lastDeparted - SEND_AHEAD > loop.now();
        return wait ? 0 : (int) Math.min(Math.min(left, room), spaceInChunk());
    }

    /** When {@link #sendable} will allow more, as far as that is known; {@link EventLoop#NEVER} if it is not. */
    long sendableAt(long left) {
        long missing = worthwhile(left) - room;
        long time = lastDeparted - SEND_AHEAD;
        if (missing > creditsUnderWay) {
            return EventLoop.NEVER;
        }
        for (Credit credit : credits) {
            if (missing <= 0) {
                break;
            }
            missing -= credit.bytes;
            time = Math.max(time, credit.time);
        }
        return time;
    }

    void send(MemorySegment bytes, long offset, int count) {
        if (open == null) {
            open = new Chunk(this, Chunk.Kind.BYTES);
            loop.cork(this);
        }
        pieces.add(Piece.of(bytes, offset, count, network.config().carried()));
        open.grow(count);
        room -= count;
        if (open.length() == network.config().chunk()) {
            uncork();
        }
    }

    /** Hands what was collected to the node's upload. */
    void uncork() {
        if (open != null) {
            Chunk chunk = open;
            open = null;
            dispatch(chunk);
        }
    }

    /** Says after all that was sent that nothing follows. */
    void end(Chunk.Kind how) {
        uncork();
        dispatch(new Chunk(this, how));
    }

    /** Forgets what has not left the node yet. */
    void cut() {
        open = null;
        while (!underWay.isEmpty() && underWay.peekLast().departed() > loop.now()) {
            underWay.removeLast().drop();
        }
    }

    /** Cuts the stream and resets the receiver, {@code delay} later or with the last bytes that are still under way. */
    void cutAndReset(long delay) {
        cut();
        long arrival = loop.now() + delay + latency();
        if (!underWay.isEmpty()) {
            arrival = Math.max(arrival, underWay.peekLast().time());
        }
        Chunk reset = new Chunk(this, Chunk.Kind.RESET);
        underWay.add(reset);
        loop.post(arrival, reset);
    }

    private void dispatch(Chunk chunk) {
        long now = loop.now();
        underWay.add(chunk);
        if (local) {
            chunk.departed(now);
            chunk.passDownload();
            loop.post(now, chunk);
            return;
        }
        long departed = chunk.length() == 0 ? now : sender.node().line().depart(now, chunk.length());
        lastDeparted = Math.max(lastDeparted, departed);
        chunk.departed(lastDeparted);
        loop.post(path.arrive(lastDeparted, chunk.length()), chunk);
    }

    private long backLatency() {
        return local ? 0 : receiver.node().link().latency().toNanos();
    }

    private long latency() {
        return local ? 0 : sender.node().link().latency().toNanos();
    }

    private long worthwhile(long left) {
        return Math.min(left, network.config().chunk());
    }

    private int spaceInChunk() {
        return network.config().chunk() - (open == null ? 0 : open.length());
    }

    private void collectCredits() {
        while (!credits.isEmpty() && credits.peekFirst().time <= loop.now()) {
            long bytes = credits.pollFirst().bytes;
            room += bytes;
            creditsUnderWay -= bytes;
        }
    }

    // ------------------------------------------------------------------ on the way

    /** A chunk reaches the receiver's access line, or has passed it. */
    void arrive(Chunk chunk) {
        long now = loop.now();
        if (!chunk.pastDownload()) {
            long time = notBefore > now ? notBefore : network.passable(sender.node(), receiver.node(), now);
            if (time == EventLoop.NEVER) {
                network.giveUp(sender, now);
                return;
            }
            if (time > now) {
                notBefore = time;
                loop.post(time, chunk);
                return;
            }
            chunk.passDownload();
            long delivered = receiver.node().line().deliver(now, chunk.length());
            if (delivered > now) {
                loop.post(delivered, chunk);
                return;
            }
        }
        // Simultaneous events may be shuffled; the chunks of a stream may not.
        deliver(underWay.removeFirst());
    }

    private void deliver(Chunk chunk) {
        loop.trace().record(Trace.Kind.DELIVERY, loop.now(), id, chunk.length());
        switch (chunk.kind()) {
            case BYTES -> receiver.bytesArrived(this, chunk.length());
            case END -> {
                ended = true;
                receiver.wakeReceiver();
            }
            case RESET -> receiver.reset("Connection reset by " + sender.node().name());
        }
    }

    // ------------------------------------------------------------------ the receiver's side

    /** Counts bytes that have come in; true if the receive that waits has all it wants. */
    boolean accept(int bytes) {
        arrived += bytes;
        giveRoom();
        return wanted > 0 && arrived >= wanted;
    }

    /** A receive of {@code bytes} begins to wait, or goes on with it. */
    void want(long bytes) {
        wanted = bytes;
        giveRoom();
    }

    void wantNothing() {
        wanted = 0;
    }

    long arrived() {
        return arrived;
    }

    boolean ended() {
        return ended;
    }

    /** Fills the segment with bytes that have arrived. */
    void take(MemorySegment target) {
        want(target.byteSize());
        wanted = 0;
        long taken = 0;
        while (taken < target.byteSize()) {
            Piece piece = pieces.peekFirst();
            taken += piece.take(target, taken, target.byteSize() - taken);
            if (piece.exhausted()) {
                pieces.removeFirst();
            }
        }
        arrived -= taken;
        credited -= taken;
    }

    void forget() {
        pieces.clear();
        arrived = 0;
        credited = 0;
    }

    private void giveRoom() {
        long bytes = Math.min(arrived, wanted) - credited;
        if (bytes <= 0 || receiver.node().frozen()) {
            return;
        }
        credited += bytes;
        long time = network.passable(receiver.node(), sender.node(), loop.now() + backLatency());
        if (time == EventLoop.NEVER) {
            return;
        }
        credits.addLast(new Credit(time, bytes));
        creditsUnderWay += bytes;
        sender.roomUnderWay();
    }

    @Override
    public String toString() {
        return sender.node().name() + " to " + receiver.node().name();
    }
}
