package io.gossamer.net.collective;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One peer as the operations of a group see it: a queue of frames that a task of its own sends, and the frames that come
 * in, checked against what the operation expects. Every failure leaves here as a {@link PeerFailureException} that names
 * who is to blame as far as this peer can tell.
 */
final class Peer implements Neighbour<PeerFailureException> {
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final int OUTBOX = 1 << 20;
    private static final int LOOKS_PER_PATIENCE = 4;
    private static final String HINT = "Look at that worker's own output, then start the run again or resume it.";

    /** What the sending task does next. */
    private sealed interface Errand {
        record Send(Frame frame, MemorySegment payload) implements Errand {}

        record Flush() implements Errand {}

        record End() implements Errand {}
    }

    private final World world;
    private final Member member;
    private final int groupSize;
    private final Verdict verdict;
    private final Patience patience;
    private final FrameChannel channel;
    private final Mailbox<Errand> outbox;
    private final Mailbox<Boolean> flushed;
    /** Holds one token while nobody reads. */
    private final Mailbox<Boolean> readTurn;

    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean broken;
    private Task sender;
    /** Whether something was queued that no flush has waited for yet. */
    private boolean queued;

    Peer(World world, Member member, int groupSize, Verdict verdict, Patience patience) throws InterruptedException {
        this.world = world;
        this.member = member;
        this.groupSize = groupSize;
        this.verdict = verdict;
        this.patience = patience;
        this.channel = member.channel();
        this.outbox = world.mailbox(OUTBOX);
        this.flushed = world.mailbox(1);
        this.readTurn = world.mailbox(1);
        readTurn.put(true);
    }

    void start() {
        sender = world.spawnBusy("to " + name(), this::runErrands);
    }

    int rank() {
        return member.rank();
    }

    String name() {
        return member.name();
    }

    FrameChannel channel() {
        return channel;
    }

    /** Takes this peer for one operation; false if another has it. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Ends the operation that took it. */
    void leave() {
        taken.set(false);
    }

    // Sending

    /** Sends a frame at once. For small frames at the start of an operation, when nothing is queued. */
    @Override
    public void sendNow(Frame frame, MemorySegment payload) throws InterruptedException {
        try {
            channel.send(frame, payload);
        } catch (IOException e) {
            throw diagnosed(e);
        }
    }

    /** Queues a frame; {@code payload} stays in use until {@link #flush} returns. */
    @Override
    public void queue(Frame frame, MemorySegment payload) throws InterruptedException {
        queued = true;
        outbox.put(new Errand.Send(frame, payload));
    }

    /** Waits until all that is queued has been sent. */
    void flush() throws InterruptedException {
        if (!queued) {
            return;
        }
        queued = false;
        outbox.put(new Errand.Flush());
        long written = channel.written();
        long since = world.nanoTime();
        while (world.nanoTime() - since < patience.first().toNanos()) {
            Optional<Boolean> done = flushed.take(patience.first().dividedBy(LOOKS_PER_PATIENCE));
            if (done.isPresent()) {
                if (!done.get()) {
                    throw diagnosed(new IOException("sending failed"));
                }
                return;
            }
            if (written != channel.written()) {
                written = channel.written();
                since = world.nanoTime();
            }
        }
        verdict.announceWaiting(rank());
        throw diagnosed(new SocketTimeoutException("it takes nothing"));
    }

    private void runErrands() {
        try {
            while (true) {
                switch (outbox.take(FOR_EVER).orElseGet(Errand.End::new)) {
                    case Errand.Send send -> sendQueued(send);
                    case Errand.Flush flush -> flushed.put(!broken);
                    case Errand.End end -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            broken = true;
        }
    }

    private void sendQueued(Errand.Send send) throws InterruptedException {
        if (broken) {
            return;
        }
        try {
            channel.send(send.frame(), send.payload());
        } catch (IOException e) {
            broken = true;
            diagnose(e).ifPresent(verdict::settle);
        }
    }

    private PeerFailureException diagnosed(IOException failure) throws InterruptedException {
        return diagnose(failure).orElseGet(() -> closed(failure));
    }

    /**
     * Says whose fault it is that nothing can be sent. The peer may have said so itself before it closed, so what it
     * sent is read first. Empty if an operation is reading already: it will find out.
     */
    private Optional<PeerFailureException> diagnose(IOException failure) throws InterruptedException {
        if (verdict.isSettled() || readTurn.take(Duration.ZERO).isEmpty()) {
            return Optional.empty();
        }
        try {
            long graceEnd = world.nanoTime() + patience.grace().toNanos();
            while (world.nanoTime() < graceEnd) {
                skip(nextFrame(Tag.ABORT, 0, graceEnd));
            }
            return Optional.of(closed(failure));
        } catch (PeerFailureException e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.of(closed(e));
        } finally {
            readTurn.put(true);
        }
    }

    private void skip(Frame frame) throws IOException, InterruptedException {
        byte[] sink = new byte[64 << 10];
        for (long left = frame.length(); left > 0; left -= Math.min(left, sink.length)) {
            MemorySegment part = MemorySegment.ofArray(sink).asSlice(0, Math.min(left, sink.length));
            channel.receivePart(part, patience.grace());
        }
        channel.countReceived(frame);
    }

    // Receiving

    /** Receives the frame of an operation whose payload is as long as {@code target}. */
    @Override
    public void receive(Tag tag, int sequence, MemorySegment target) throws InterruptedException {
        readTurn.take(FOR_EVER);
        try {
            Frame frame = nextFrame(tag, sequence);
            if (frame.length() != target.byteSize()) {
                throw new ProtocolException("it sent " + frame.length() + " bytes where " + target.byteSize()
                        + " were expected in " + where(tag, sequence)
                        + " (another model, or other settings?)");
            }
            channel.receivePayload(frame, target, patience.first());
        } catch (IOException e) {
            throw failed(e, tag, sequence);
        } finally {
            readTurn.put(true);
        }
    }

    /** Receives the frame of an operation whose payload is at most as long as {@code room}. */
    @Override
    public MemorySegment receiveUpTo(Tag tag, int sequence, MemorySegment room) throws InterruptedException {
        readTurn.take(FOR_EVER);
        try {
            Frame frame = nextFrameUpTo(room.byteSize(), tag, sequence);
            MemorySegment filled = room.asSlice(0, frame.length());
            channel.receivePayload(frame, filled, patience.first());
            return filled;
        } catch (IOException e) {
            throw failed(e, tag, sequence);
        } finally {
            readTurn.put(true);
        }
    }

    /** Receives the frame of an operation with a payload of up to {@code limit} bytes into {@code buffer}. */
    MemorySegment receive(Tag tag, int sequence, long limit, GrowingBuffer buffer) throws InterruptedException {
        readTurn.take(FOR_EVER);
        try {
            Frame frame = nextFrameUpTo(limit, tag, sequence);
            MemorySegment payload =
                    buffer.<IOException>receive(frame.length(), part -> channel.receivePart(part, patience.first()));
            channel.countReceived(frame);
            return payload;
        } catch (IOException e) {
            throw failed(e, tag, sequence);
        } finally {
            readTurn.put(true);
        }
    }

    private Frame nextFrameUpTo(long limit, Tag tag, int sequence) throws IOException, InterruptedException {
        Frame frame = nextFrame(tag, sequence);
        if (frame.length() > limit) {
            throw new ProtocolException("it sent " + frame.length() + " bytes, more than the " + limit + " allowed in "
                    + where(tag, sequence));
        }
        return frame;
    }

    private Frame nextFrame(Tag tag, int sequence) throws IOException, InterruptedException {
        return nextFrame(tag, sequence, Long.MAX_VALUE);
    }

    /**
     * The next frame of an operation.
     *
     * @param tag what it must be for; {@link Tag#ABORT} accepts any
     * @param patienceEnd when to blame somebody; {@code Long.MAX_VALUE} to be patient first and announce the wait then
     */
    private Frame nextFrame(Tag tag, int sequence, long patienceEnd) throws IOException, InterruptedException {
        int suspect = rank();
        long graceEnd = patienceEnd;
        while (true) {
            Frame frame;
            try {
                frame = channel.receiveHeader(left(graceEnd));
            } catch (SocketTimeoutException e) {
                if (graceEnd != Long.MAX_VALUE) {
                    throw stalled(suspect, tag, sequence);
                }
                graceEnd = world.nanoTime() + patience.grace().toNanos();
                verdict.announceWaiting(suspect);
                continue;
            }
            switch (frame.tag()) {
                case ABORT -> throw aborted(readNotice(frame));
                case WAITING -> {
                    suspect = readNotice(frame).rank();
                    if (graceEnd != Long.MAX_VALUE) {
                        verdict.announceWaiting(suspect);
                    }
                }
                default -> {
                    requireInStep(frame, tag, sequence);
                    return frame;
                }
            }
        }
    }

    private Duration left(long graceEnd) {
        return graceEnd == Long.MAX_VALUE
                ? patience.first()
                : Duration.ofNanos(Math.max(1, graceEnd - world.nanoTime()));
    }

    private static void requireInStep(Frame frame, Tag tag, int sequence) throws ProtocolException {
        if (tag != Tag.ABORT && (frame.tag() != tag || frame.sequence() != sequence)) {
            throw new ProtocolException("it is in " + where(frame.tag(), frame.sequence()) + " while this node is in "
                    + where(tag, sequence));
        }
    }

    private static String where(Tag tag, int sequence) {
        return tag.label() + " " + OperationNumbers.text(sequence);
    }

    private Notice readNotice(Frame frame) throws IOException, InterruptedException {
        if (frame.length() > Notice.LARGEST) {
            throw new ProtocolException("a notice of " + frame.length() + " bytes");
        }
        MemorySegment payload = MemorySegment.ofArray(new byte[frame.length()]);
        channel.receivePayload(frame, payload, patience.first());
        return Notice.decode(payload, groupSize);
    }

    // Blaming

    private PeerFailureException failed(IOException e, Tag tag, int sequence) {
        return switch (e) {
            case ProtocolException broken -> broke(broken.getMessage());
            case SocketTimeoutException late -> stalled(rank(), tag, sequence);
            default -> closed(e);
        };
    }

    /** The peer sent what it must not. */
    @Override
    public PeerFailureException broke(String rule) {
        return new PeerFailureException(rank(), name() + " broke the protocol: " + rule, HINT, null);
    }

    private PeerFailureException closed(IOException e) {
        return new PeerFailureException(rank(), name() + " ended: its connection is closed", HINT, e);
    }

    private PeerFailureException stalled(int suspect, Tag tag, int sequence) {
        String where = tag == Tag.ABORT ? "" : " in " + where(tag, sequence);
        return new PeerFailureException(
                suspect,
                verdict.name(suspect) + " hangs: nothing came from it for "
                        + patience.whole().toMillis() / 1000.0 + " s" + where,
                HINT,
                null);
    }

    private PeerFailureException aborted(Notice notice) {
        String text = notice.rank() == rank() ? notice.text() : notice.text() + " (reported by " + name() + ")";
        return new PeerFailureException(notice.rank(), text, HINT, null);
    }

    // Ending

    /** Tells the peer something out of turn, if that is possible soon. */
    void tell(Tag tag, Notice notice, Duration within) {
        MemorySegment payload = notice.encode();
        try {
            channel.trySend(Frame.control(tag, payload.byteSize()), payload, within);
        } catch (IOException e) {
            broken = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void farewell(Tag tag, Notice notice, Duration within) {
        if (notice.rank() != rank()) {
            tell(tag, notice, within);
        }
        cut();
    }

    void cut() {
        channel.close();
    }

    /** Ends the sending task and closes the connection. */
    void close() throws InterruptedException {
        outbox.put(new Errand.End());
        channel.close();
        if (!sender.join(patience.grace())) {
            sender.interrupt();
        }
    }
}
