package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The connection to another member of a group that lives on. It outlasts views: what was sent in an earlier one and not
 * taken is passed over up to the mark that begins the new one.
 */
final class PeerLine implements Neighbour<ViewEndsException>, AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final int OUTBOX = 1 << 20;

    /** What the sending task does next. */
    private sealed interface Errand {
        record Send(Frame frame, MemorySegment payload, int era) implements Errand {}

        record Flush(Mailbox<Boolean> done) implements Errand {}
    }

    private final World world;
    private final long member;
    private final FrameChannel channel;
    private final BooleanSupplier disturbed;
    private final Duration timeout;
    private final Mailbox<Errand> outbox;
    private final Arrivals arrivals;
    private final GrowingBuffer[] buffers = {new GrowingBuffer(), new GrowingBuffer()};
    private final Task sender;
    /** Counts views on this line; what was queued in an earlier one and has not begun to leave is dropped. */
    private volatile int era;

    private volatile boolean broken;

    /**
     * @param disturbed whether whoever waits here is wanted elsewhere
     * @param timeout how long the member may give no sign of life in an operation
     */
    PeerLine(World world, long member, FrameChannel channel, BooleanSupplier disturbed, Duration timeout) {
        this.world = world;
        this.member = member;
        this.channel = channel;
        this.disturbed = disturbed;
        this.timeout = timeout;
        this.outbox = world.mailbox(OUTBOX);
        this.arrivals = new Arrivals(world, channel, disturbed, timeout);
        this.sender = world.spawnBusy("to member " + member, this::runErrands);
    }

    long member() {
        return member;
    }

    FrameChannel channel() {
        return channel;
    }

    // Sending

    /** Queues a frame; {@code payload} stays in use until {@link #flush} returns, or its view is over on this line. */
    @Override
    public void queue(Frame frame, MemorySegment payload) throws InterruptedException {
        outbox.put(new Errand.Send(frame, payload, era));
    }

    /** Waits until all that is queued has been sent, or will never be, with an eye on whether the view ends. */
    void flush() throws ViewEndsException, InterruptedException {
        Mailbox<Boolean> done = world.mailbox(1);
        outbox.put(new Errand.Flush(done));
        while (done.take(Arrivals.GLANCE).isEmpty()) {
            requireUndisturbed();
        }
    }

    private void runErrands() {
        try {
            while (true) {
                switch (outbox.take(FOR_EVER).orElseThrow()) {
                    case Errand.Send send -> send(send);
                    case Errand.Flush flush -> flush.done().put(true);
                }
            }
        } catch (InterruptedException e) {
            broken = true;
        }
    }

    private void send(Errand.Send send) throws InterruptedException {
        if (broken || send.era() != era) {
            return;
        }
        try {
            channel.send(send.frame(), send.payload());
        } catch (IOException e) {
            broken = true;
        }
    }

    // Receiving

    /** Receives the frame of an operation whose payload is as long as {@code target}. */
    @Override
    public void receive(Tag tag, int sequence, MemorySegment target) throws ViewEndsException, InterruptedException {
        take(new Arrivals.Wanted(tag, sequence, target, true));
    }

    /** Receives the frame of an operation whose payload is at most as long as {@code room}. */
    @Override
    public MemorySegment receiveUpTo(Tag tag, int sequence, MemorySegment room)
            throws ViewEndsException, InterruptedException {
        return take(new Arrivals.Wanted(tag, sequence, room, false));
    }

    private MemorySegment take(Arrivals.Wanted wanted) throws ViewEndsException, InterruptedException {
        try {
            return arrivals.take(wanted);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Receives the frame of an operation into memory of this line's own, valid until the operation after the next. No
     * other may be under way.
     */
    MemorySegment receive(Tag tag, int sequence, long limit) throws ViewEndsException, InterruptedException {
        try {
            Frame frame = arrivals.header(tag, sequence);
            if (frame.length() > limit) {
                throw new ProtocolException("it sent " + frame.length() + " bytes in " + tag.label() + " " + sequence);
            }
            MemorySegment payload = buffers[sequence & 1].<IOException>receive(
                    frame.length(), part -> channel.receivePart(part, timeout));
            channel.countReceived(frame);
            return payload;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** From here on, frames of these operations may come before they are wanted. */
    void allowEarly(int first, int count, long bytes) {
        arrivals.allowEarly(first, count, bytes);
    }

    private void requireUndisturbed() throws ViewEndsException {
        if (disturbed.getAsBoolean()) {
            throw new ViewEndsException("this member is told to stop", ViewEndsException.NOBODY);
        }
    }

    private ViewEndsException failed(IOException e) {
        return broke(e.getMessage());
    }

    @Override
    public ViewEndsException broke(String rule) {
        broken = true;
        return new ViewEndsException(rule, member);
    }

    // Views

    /** Says that a new view begins here; what was queued before and has not begun to leave never will. */
    void mark(Frame mark, MemorySegment payload) throws InterruptedException {
        era++;
        queue(mark, payload);
    }

    /**
     * Passes over what belongs to earlier views, up to the other end's mark.
     *
     * @return the mark's payload
     */
    MemorySegment awaitMark(int sequence, int length) throws ViewEndsException, InterruptedException {
        arrivals.forget();
        try {
            while (true) {
                Frame frame = arrivals.header();
                if (frame.tag() == Tag.VIEW && frame.sequence() == sequence && frame.length() == length) {
                    MemorySegment payload = MemorySegment.ofArray(new byte[length]);
                    channel.receivePayload(frame, payload, timeout);
                    return payload;
                }
                channel.skipPayload(frame, timeout);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Sends what is small and of no kind but control. */
    void queueControl(Tag tag, int sequence, MemorySegment payload) throws InterruptedException {
        queue(Frame.of(tag, sequence, Kind.CONTROL, payload.byteSize()), payload);
    }

    /** Ends the connection. What was received stays until {@link #close}. */
    void cut() {
        broken = true;
        channel.close();
        sender.interrupt();
    }

    /** Ends the connection and lets nothing more be read of what was queued. */
    @Override
    public void close() {
        cut();
        try {
            sender.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (GrowingBuffer buffer : buffers) {
            buffer.close();
        }
    }
}
