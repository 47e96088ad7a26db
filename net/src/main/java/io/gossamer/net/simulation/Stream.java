package io.gossamer.net.simulation;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.LinkClock;
import io.gossamer.net.shape.PathClock;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

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
    private final Node from;
    private final Node to;
    private final PathClock path;
    private final int id;
    private final boolean local;

    private final Credits credits = new Credits();

    /** What was sent and not taken, oldest first. */
    private Piece firstPiece;

    private Piece lastPiece;

    /** Chunks that were sent and have not arrived, oldest first. */
    private Chunk firstUnderWay;

    private Chunk lastUnderWay;

    /** Takes what is sent at one moment, until the sender waits for something: a header and its payload travel as one. */
    private Chunk open;

    private long room;

    /** How many bytes the send that waits has not sent yet; 0 if none waits. */
    private long wantedRoom;

    private long arrived;

    /** How many of the arrived bytes the sender already has room for again. */
    private long credited;

    /** How many bytes the receive that waits wants in all; 0 if none waits. */
    private long wanted;

    private long lastDeparted;
    private long lastArrival;

    /** A retransmission holds up all that follows it until then. */
    private long notBefore;

    private boolean ended;

    /** The sender's retransmissions were all in vain: nothing arrives any more. */
    private boolean lost;

    Stream(Network network, int id, SimulatedConnection sender, SimulatedConnection receiver) {
        this.network = network;
        this.loop = network.loop();
        this.id = id;
        this.sender = sender;
        this.receiver = receiver;
        this.from = sender.process().node();
        this.to = receiver.process().node();
        this.local = from == to;
        this.path = new PathClock(from.link(), from::nextUniform);
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
        room += credits.take(loop.now());
        boolean wait = room < worthwhile(left) || lastDeparted - SEND_AHEAD > loop.now();
        return wait ? 0 : (int) Math.min(Math.min(left, room), spaceInChunk());
    }

    /** A send of {@code left} bytes begins to wait for room, or waits no more if there are none. */
    void wantRoom(long left) {
        wantedRoom = left;
    }

    /** When {@link #sendable} will allow more, as far as that is known; {@link EventLoop#NEVER} if it is not. */
    long sendableAt(long left) {
        long missing = worthwhile(left) - room;
        long time = lastDeparted - SEND_AHEAD;
        return missing <= 0 ? time : Math.max(time, credits.arrivalOf(missing));
    }

    void send(Piece piece, int count) {
        if (open == null) {
            open = new Chunk(this, Chunk.Kind.BYTES);
            loop.cork(this);
        }
        if (firstPiece == null) {
            firstPiece = piece;
            lastPiece = piece;
        } else if (!lastPiece.absorb(piece)) {
            lastPiece.next = piece;
            lastPiece = piece;
        }
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
        Chunk kept = null;
        Chunk chunk = firstUnderWay;
        while (chunk != null && chunk.departed() <= loop.now()) {
            kept = chunk;
            chunk = chunk.next;
        }
        for (; chunk != null; chunk = chunk.next) {
            chunk.drop();
            from.meter().sent(-chunk.length(), -chunk.uploadNanos());
        }
        lastUnderWay = kept;
        if (kept == null) {
            firstUnderWay = null;
        } else {
            kept.next = null;
        }
    }

    /** Cuts the stream and resets the receiver, {@code delay} later or with the last bytes that are still under way. */
    void cutAndReset(long delay) {
        cut();
        long leaving = loop.now() + delay;
        long arrival = leaving + network.latency(from, to, leaving);
        if (lastUnderWay != null) {
            arrival = Math.max(arrival, lastUnderWay.time());
        }
        Chunk reset = new Chunk(this, Chunk.Kind.RESET);
        reset.depart(leaving, 0);
        putUnderWay(reset);
        loop.post(arrival, reset);
    }

    private void putUnderWay(Chunk chunk) {
        if (firstUnderWay == null) {
            firstUnderWay = chunk;
        } else {
            lastUnderWay.next = chunk;
        }
        lastUnderWay = chunk;
    }

    private void dispatch(Chunk chunk) {
        long now = loop.now();
        putUnderWay(chunk);
        if (local) {
            chunk.depart(now, 0);
            chunk.passDownload();
            loop.post(now, chunk);
            return;
        }
        leave(chunk, now);
        long arrival = path.arrive(lastDeparted, chunk.length());
        if (network.disturbances().any()) {
            arrival += lateness(chunk.length());
        }
        lastArrival = Math.max(lastArrival, arrival);
        loop.post(lastArrival, chunk);
    }

    private void leave(Chunk chunk, long now) {
        if (chunk.length() == 0) {
            lastDeparted = Math.max(lastDeparted, now);
            chunk.depart(lastDeparted, 0);
            return;
        }
        LinkClock line = from.line();
        long busy = line.uploadBusy();
        lastDeparted = Math.max(lastDeparted, line.depart(now, bytesOnTheLine(chunk, now)));
        chunk.depart(lastDeparted, line.uploadBusy() - busy);
        from.meter().sent(chunk.length(), chunk.uploadNanos());
    }

    /** With those that a disturbance will lose: they are sent again. */
    private long bytesOnTheLine(Chunk chunk, long now) {
        if (!network.disturbances().any()) {
            return chunk.length();
        }
        double loss = network.disturbances().loss(from, to, now);
        return Math.round(chunk.length() / (1 - loss));
    }

    private long lateness(int bytes) {
        long latency = network.latency(from, to, lastDeparted);
        return network.disturbances().lateness(from, to, lastDeparted, bytes, latency, from::nextUniform);
    }

    private long worthwhile(long left) {
        return Math.min(left, network.config().chunk());
    }

    private int spaceInChunk() {
        return network.config().chunk() - (open == null ? 0 : open.length());
    }

    // ------------------------------------------------------------------ on the way

    /** A chunk reaches the receiver's access line, or has passed it. */
    void arrive(Chunk chunk) {
        if (lost) {
            return;
        }
        long now = loop.now();
        if (!chunk.pastDownload()) {
            long time = notBefore > now ? notBefore : network.passable(from, to, now);
            if (time == EventLoop.NEVER) {
                lost = true;
                network.giveUp(sender, now);
                return;
            }
            if (time > now) {
                notBefore = time;
                loop.post(time, chunk);
                return;
            }
            chunk.passDownload();
            long delivered = to.line().deliver(now, chunk.length());
            if (delivered > now) {
                loop.post(delivered, chunk);
                return;
            }
        }
        // Simultaneous events may be shuffled; the chunks of a stream may not.
        Chunk oldest = firstUnderWay;
        firstUnderWay = oldest.next;
        if (firstUnderWay == null) {
            lastUnderWay = null;
        }
        deliver(oldest);
    }

    private void deliver(Chunk chunk) {
        loop.trace().record(Trace.Kind.DELIVERY, loop.now(), id, chunk.length());
        switch (chunk.kind()) {
            case BYTES -> {
                if (!local) {
                    to.meter().received(chunk.length());
                }
                receiver.bytesArrived(this, chunk.length());
            }
            case END -> {
                ended = true;
                receiver.wakeReceiver();
            }
            case RESET -> receiver.reset("Connection reset by " + sender.process());
        }
    }

    // ------------------------------------------------------------------ the receiver's side

    /** Counts bytes that have come in; true if a receive waits for them. */
    boolean accept(int bytes) {
        arrived += bytes;
        giveRoom();
        return wanted > 0;
    }

    /** Whether the receive that waits has all it wants. */
    boolean satisfied() {
        return arrived >= wanted;
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
        long count = target.byteSize();
        takeAll(count, (piece, taken) -> piece.take(target, taken, count - taken));
    }

    /** Drops that many bytes, which have arrived. */
    void skip(long count) {
        takeAll(count, (piece, taken) -> piece.skip(count - taken));
    }

    private interface Taking {
        /** @return how many bytes more were taken, after the {@code taken} ones before */
        long from(Piece piece, long taken);
    }

    private void takeAll(long count, Taking taking) {
        want(count);
        wanted = 0;
        long taken = 0;
        while (taken < count) {
            Piece piece = firstPiece;
            taken += taking.from(piece, taken);
            if (piece.exhausted()) {
                firstPiece = piece.next;
            }
        }
        arrived -= count;
        credited -= count;
    }

    void forget() {
        firstPiece = null;
        arrived = 0;
        credited = 0;
    }

    private void giveRoom() {
        long bytes = Math.min(arrived, wanted) - credited;
        if (bytes <= 0 || receiver.process().frozen()) {
            return;
        }
        credited += bytes;
        long now = loop.now();
        long time = network.passable(to, from, now + network.latency(to, from, now));
        if (time == EventLoop.NEVER) {
            return;
        }
        // What has arrived is taken at once, so that what is under way stays little.
        room += credits.take(now);
        credits.add(time, bytes);
        if (wantedRoom > 0) {
            sender.roomUnderWay(sendableAt(wantedRoom));
        }
    }

    @Override
    public String toString() {
        return sender.process() + " to " + receiver.process();
    }
}
