package io.gossamer.net.frame;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Frames over a connection, counted by kind as they pass; headers count as control. Any task may send: frames of
 * several tasks follow each other whole. One task at a time may receive: a header, then exactly its payload.
 */
public final class FrameChannel implements AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Kind[] KINDS = Kind.values();

    private static final long STEP = 256 << 10;

    private final Connection connection;
    /** Holds one token while nobody sends: a lock that a simulated world can see. */
    private final Mailbox<Boolean> turn;

    private final MemorySegment outgoing = Arena.ofAuto().allocate(Frame.MIXED_BYTES);
    private final MemorySegment incoming = Arena.ofAuto().allocate(Frame.MIXED_BYTES);
    private final AtomicLongArray sent = new AtomicLongArray(KINDS.length);
    private volatile long written;
    private final AtomicLongArray received = new AtomicLongArray(KINDS.length);

    public FrameChannel(World world, Connection connection) throws InterruptedException {
        this.connection = connection;
        this.turn = world.mailbox(1);
        turn.put(true);
    }

    public Connection connection() {
        return connection;
    }

    /** Sends a frame once those of other tasks are out; {@code payload} is free again on return. */
    public void send(Frame frame, MemorySegment payload) throws IOException, InterruptedException {
        if (!trySend(frame, payload, FOR_EVER)) {
            throw new IOException("another task sends for ever");
        }
    }

    /** Sends a frame unless another task's takes longer than {@code patience}. */
    public boolean trySend(Frame frame, MemorySegment payload, Duration patience)
            throws IOException, InterruptedException {
        if (frame.length() != payload.byteSize()) {
            throw new IllegalArgumentException(frame + " does not describe " + payload.byteSize() + " bytes");
        }
        if (turn.take(patience).isEmpty()) {
            return false;
        }
        try {
            frame.encode(outgoing);
            sendBySteps(outgoing.asSlice(0, frame.headerLength()), payload);
            count(sent, frame);
            return true;
        } finally {
            turn.put(true);
        }
    }

    /** In steps, so that who waits for the end of a long payload sees that it moves. */
    private void sendBySteps(MemorySegment header, MemorySegment payload) throws IOException, InterruptedException {
        long done = Math.min(STEP, payload.byteSize());
        connection.send(header, payload.asSlice(0, done));
        written = written + header.byteSize() + done;
        while (done < payload.byteSize()) {
            long step = Math.min(STEP, payload.byteSize() - done);
            connection.send(payload.asSlice(done, step));
            done += step;
            written = written + step;
        }
    }

    /** Bytes handed to the connection so far, those of unfinished frames included: a measure of progress. */
    public long written() {
        return written;
    }

    /**
     * Waits for a header.
     *
     * @throws SocketTimeoutException if nothing comes for {@code timeout}; the call may be repeated
     * @throws EOFException if the peer closed
     * @throws ProtocolException if what comes is no header
     */
    public Frame receiveHeader(Duration timeout) throws IOException, InterruptedException {
        connection.receive(incoming.asSlice(0, Frame.SHORT_BYTES), timeout);
        int length = Frame.SHORT_BYTES;
        if (Frame.isMixed(incoming)) {
            length = Frame.MIXED_BYTES;
            receiveRest(timeout);
        }
        received.addAndGet(Kind.CONTROL.ordinal(), length);
        return Frame.decode(incoming);
    }

    private void receiveRest(Duration timeout) throws IOException, InterruptedException {
        try {
            connection.receive(incoming.asSlice(Frame.SHORT_BYTES, Frame.MIXED_BYTES - Frame.SHORT_BYTES), timeout);
        } catch (SocketTimeoutException e) {
            throw new ProtocolException("the second half of a header did not come");
        }
    }

    /** Fills {@code target} with the next part of a payload. Who reads in parts calls {@link #countReceived} at the end. */
    public void receivePart(MemorySegment target, Duration timeout) throws IOException, InterruptedException {
        connection.receive(target, timeout);
    }

    /** Receives the whole payload of {@code frame}, which is as long as {@code target}. */
    public void receivePayload(Frame frame, MemorySegment target, Duration timeout)
            throws IOException, InterruptedException {
        connection.receive(target, timeout);
        countReceived(frame);
    }

    /** Receives the whole payload of {@code frame} and drops it. */
    public void skipPayload(Frame frame, Duration timeout) throws IOException, InterruptedException {
        connection.skip(frame.length(), timeout);
        countReceived(frame);
    }

    /** Counts the payload of a frame that has come in whole. */
    public void countReceived(Frame frame) {
        for (Kind kind : KINDS) {
            received.addAndGet(kind.ordinal(), frame.length(kind));
        }
    }

    private static void count(AtomicLongArray counters, Frame frame) {
        counters.addAndGet(Kind.CONTROL.ordinal(), frame.headerLength());
        for (Kind kind : KINDS) {
            counters.addAndGet(kind.ordinal(), frame.length(kind));
        }
    }

    /** Bytes written so far, headers included in {@link Kind#CONTROL}. */
    public long sent(Kind kind) {
        return sent.get(kind.ordinal());
    }

    /** Bytes read so far, headers included in {@link Kind#CONTROL}. */
    public long received(Kind kind) {
        return received.get(kind.ordinal());
    }

    @Override
    public void close() {
        connection.close();
    }
}
