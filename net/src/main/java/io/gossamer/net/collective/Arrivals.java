package io.gossamer.net.collective;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The frames that come in on a line, for the operations that want them. One task at a time reads: the first that wants
 * something. It hands to others what is theirs, keeps what nobody wants yet, and passes its turn on when it has what it
 * wanted itself. So an operation that is alone reads straight into its own memory, and none waits for another in a
 * circle.
 *
 * <p>Whoever leaves without its frame does so because the view ends, which all others notice too.
 */
final class Arrivals {
    /** How long a member that waits for another takes at most to notice that its view ends. */
    static final Duration GLANCE = Duration.ofMillis(50);

    /** For so many times the timeout a member may do nothing but say that it is alive. */
    private static final int LONGEST_PULSE = 20;

    private final World world;
    private final FrameChannel channel;
    private final BooleanSupplier disturbed;
    private final Duration timeout;

    // All of these are guarded by this object, which nobody locks while it waits.
    private final Map<Integer, Queue<Early>> early = new HashMap<>();
    private final TreeMap<Integer, Waiter> waiters = new TreeMap<>();
    private boolean reading;
    private int firstEarly;
    private int countEarly;
    private long roomEarly;

    /** Whether what comes next may be the midst of a frame. */
    private volatile boolean broken;

    Arrivals(World world, FrameChannel channel, BooleanSupplier disturbed, Duration timeout) {
        this.world = world;
        this.channel = channel;
        this.disturbed = disturbed;
        this.timeout = timeout;
    }

    /**
     * A frame that an operation wants next.
     *
     * @param room for its payload
     * @param exact whether the payload must fill the room
     */
    record Wanted(Tag tag, int sequence, MemorySegment room, boolean exact) {
        void requireFits(Frame frame) throws ProtocolException {
            requireInStep(frame, tag, sequence);
            if (exact && frame.length() != room.byteSize()) {
                throw new ProtocolException("it sent " + frame.length() + " bytes where " + room.byteSize()
                        + " were expected in " + tag.label() + " " + sequence);
            }
            if (frame.length() > room.byteSize()) {
                throw new ProtocolException("it sent " + frame.length() + " bytes in " + tag.label() + " " + sequence);
            }
        }
    }

    /** How a task comes by the frame that it wants. */
    private sealed interface Way {}

    /** It is here already. */
    private record Early(Frame frame, MemorySegment payload) implements Way {}

    /** The task has the turn to read. */
    private record Reading() implements Way {}

    /** It is told by whoever reads. */
    private record Waiter(Wanted wanted, Mailbox<News> news) implements Way {}

    private sealed interface News {
        record Arrived(MemorySegment filled) implements News {}

        record Turn() implements News {}
    }

    /**
     * From here on, frames of these operations may come before they are wanted.
     *
     * @param first the number of the first
     * @param bytes how many may be kept
     */
    synchronized void allowEarly(int first, int count, long bytes) {
        early.clear();
        firstEarly = first;
        countEarly = count;
        roomEarly = bytes;
    }

    /** Nothing that came, and nobody who waits, is of the view that begins. */
    synchronized void forget() {
        allowEarly(0, 0, 0);
        waiters.clear();
        reading = false;
    }

    /** Waits for a frame and returns its payload, the part of the room that it fills. */
    MemorySegment take(Wanted wanted) throws IOException, ViewEndsException, InterruptedException {
        return switch (way(wanted)) {
            case Early came -> copy(came, wanted);
            case Reading turn -> read(wanted);
            case Waiter waiter -> await(waiter);
        };
    }

    private synchronized Way way(Wanted wanted) {
        Queue<Early> came = early.getOrDefault(wanted.sequence(), new ArrayDeque<>());
        if (!came.isEmpty()) {
            Early next = came.remove();
            roomEarly += next.frame().length();
            return next;
        }
        if (!reading) {
            reading = true;
            return new Reading();
        }
        Waiter waiter = new Waiter(wanted, world.mailbox(1));
        waiters.put(wanted.sequence(), waiter);
        return waiter;
    }

    private static MemorySegment copy(Early came, Wanted wanted) throws ProtocolException {
        wanted.requireFits(came.frame());
        return wanted.room().asSlice(0, came.frame().length()).copyFrom(came.payload());
    }

    private MemorySegment await(Waiter waiter) throws IOException, ViewEndsException, InterruptedException {
        while (true) {
            News news = waiter.news().take(GLANCE).orElse(null);
            switch (news) {
                case null -> requireUndisturbed();
                case News.Arrived arrived -> {
                    return arrived.filled();
                }
                case News.Turn turn -> {
                    return read(waiter.wanted());
                }
            }
        }
    }

    private MemorySegment read(Wanted wanted) throws IOException, ViewEndsException, InterruptedException {
        try {
            while (true) {
                Frame frame = header();
                if (frame.sequence() == wanted.sequence() || !mayBeEarly(frame)) {
                    return fill(frame, wanted);
                }
                handOn(frame);
            }
        } catch (IOException e) {
            broken = true;
            throw e;
        } finally {
            passTurn();
        }
    }

    private synchronized boolean mayBeEarly(Frame frame) {
        int index = frame.sequence() - firstEarly;
        return index >= 0 && index < countEarly;
    }

    private MemorySegment fill(Frame frame, Wanted wanted) throws IOException, InterruptedException {
        wanted.requireFits(frame);
        MemorySegment filled = wanted.room().asSlice(0, frame.length());
        channel.receivePayload(frame, filled, timeout);
        return filled;
    }

    private void handOn(Frame frame) throws IOException, InterruptedException {
        Waiter waiter = claim(frame);
        if (waiter != null) {
            waiter.news().put(new News.Arrived(fill(frame, waiter.wanted())));
            return;
        }
        reserve(frame);
        Early came = new Early(frame, MemorySegment.ofArray(new byte[frame.length()]));
        channel.receivePayload(frame, came.payload(), timeout);
        Waiter late = claimOrKeep(came);
        if (late != null) {
            late.news().put(new News.Arrived(copy(came, late.wanted())));
        }
    }

    private synchronized Waiter claim(Frame frame) {
        return waiters.remove(frame.sequence());
    }

    private synchronized void reserve(Frame frame) throws ProtocolException {
        if (frame.length() > roomEarly) {
            throw new ProtocolException("it sends more for operations under way than they can need");
        }
        roomEarly -= frame.length();
    }

    /** Somebody may want it by now. */
    private synchronized Waiter claimOrKeep(Early came) {
        Waiter waiter = claim(came.frame());
        if (waiter == null) {
            early.computeIfAbsent(came.frame().sequence(), key -> new ArrayDeque<>())
                    .add(came);
        } else {
            roomEarly += came.frame().length();
        }
        return waiter;
    }

    private void passTurn() throws InterruptedException {
        Waiter next = nextReader();
        if (next != null) {
            next.news().put(new News.Turn());
        }
    }

    private synchronized Waiter nextReader() {
        Map.Entry<Integer, Waiter> oldest = waiters.pollFirstEntry();
        reading = oldest != null;
        return reading ? oldest.getValue() : null;
    }

    /** Waits for a header, with an eye on whether the view ends. Signs of life are passed over. */
    Frame header() throws IOException, ViewEndsException, InterruptedException {
        long start = world.nanoTime();
        long since = start;
        while (true) {
            requireUndisturbed();
            Frame frame = headerWithin(GLANCE).orElse(null);
            if (frame != null && frame.tag() != Tag.HEARTBEAT) {
                return frame;
            }
            long now = world.nanoTime();
            if (frame != null) {
                channel.skipPayload(frame, timeout);
                since = now;
            }
            if (now - since > timeout.toNanos() || now - start > LONGEST_PULSE * timeout.toNanos()) {
                throw new SocketTimeoutException("nothing came from it for too long");
            }
        }
    }

    private Optional<Frame> headerWithin(Duration patience) throws IOException, InterruptedException {
        try {
            return Optional.of(channel.receiveHeader(patience));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /** The header of an operation's frame, where only one is under way. */
    Frame header(Tag tag, int sequence) throws IOException, ViewEndsException, InterruptedException {
        Frame frame = header();
        requireInStep(frame, tag, sequence);
        return frame;
    }

    private static void requireInStep(Frame frame, Tag tag, int sequence) throws ProtocolException {
        if (frame.tag() != tag || frame.sequence() != sequence) {
            throw new ProtocolException("it is in " + frame.tag().label() + " " + frame.sequence()
                    + " while this member is in " + tag.label() + " " + sequence);
        }
    }

    private void requireUndisturbed() throws ViewEndsException {
        if (broken || disturbed.getAsBoolean()) {
            throw new ViewEndsException("this member is told to stop", ViewEndsException.NOBODY);
        }
    }
}
