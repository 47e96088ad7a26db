package io.gossamer.net.secure;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngineResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection within TLS. Records go straight from and to the caller's memory; only where a record holds more than the
 * caller wants, or where the memory is no memory of bytes, its content waits in a buffer between.
 */
final class SecureConnection implements Connection, Identified {
    /** Room for the content of any record, and the byte of type behind it. */
    static final int PLAIN_BYTES = (1 << 14) + 256;

    private static final Logger LOG = LoggerFactory.getLogger(SecureConnection.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    /** How long a goodbye may take. */
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final World world;
    private final Connection below;
    private final Session session;
    /** Holds one token while nobody sends: a lock that a simulated world can see. */
    private final Mailbox<Boolean> turn;

    private final Consumer<SecureConnection> onEnd;
    private final AtomicBoolean closing = new AtomicBoolean();

    /** Content that was opened and not taken yet. */
    private final ByteBuffer waiting = ByteBuffer.allocate(PLAIN_BYTES).flip();

    private IOException unreadable;
    private volatile boolean unwritable;
    private volatile Task goodbye;

    /** @param session whose handshake is done */
    SecureConnection(World world, Connection below, Session session, Consumer<SecureConnection> onEnd)
            throws InterruptedException {
        this.world = world;
        this.below = below;
        this.session = session;
        this.onEnd = onEnd;
        this.turn = world.mailbox(1);
        turn.put(true);
    }

    @Override
    public NodeId peer() {
        return session.peer();
    }

    @Override
    public Endpoint remote() {
        return below.remote();
    }

    @Override
    public void cap(Bandwidth rate) {
        below.cap(rate);
    }

    // Sending

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        send(MemorySegment.NULL, bytes);
    }

    @Override
    public void send(MemorySegment head, MemorySegment body) throws IOException, InterruptedException {
        ComputeSection.requireNone("send");
        turn.take(FOR_EVER);
        try {
            requireOpen();
            if (unwritable) {
                throw new SocketException("an earlier send to " + remote() + " failed");
            }
            write(readable(head), readable(body));
        } finally {
            turn.put(true);
        }
    }

    /** A record that left in part cannot be followed by another. */
    private void write(ByteBuffer... sources) throws IOException, InterruptedException {
        boolean whole = false;
        try {
            session.writer().send(sources);
            whole = true;
        } catch (InterruptedException e) {
            below.close();
            throw e;
        } finally {
            unwritable = !whole;
        }
    }

    private static ByteBuffer readable(MemorySegment segment) {
        return isOfBytes(segment) ? segment.asByteBuffer() : ByteBuffer.wrap(segment.toArray(ValueLayout.JAVA_BYTE));
    }

    private static boolean isOfBytes(MemorySegment segment) {
        return segment.isNative() || segment.heapBase().orElse(null) instanceof byte[];
    }

    // Receiving

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        long done = 0;
        while (done < bytes.byteSize()) {
            done += receiveSome(bytes.asSlice(done), timeout);
        }
    }

    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("receive");
        if (bytes.byteSize() == 0) {
            return 0;
        }
        ByteBuffer target = writable(bytes);
        while (!waiting.hasRemaining() && target.position() == 0) {
            receiveRecord(target, timeout);
        }
        return target.position() > 0 ? target.position() : takeWaiting(bytes);
    }

    /** The caller's memory, or none of it if the platform cannot write bytes there. */
    private static ByteBuffer writable(MemorySegment segment) {
        return isOfBytes(segment)
                ? segment.asSlice(0, Math.min(segment.byteSize(), PLAIN_BYTES)).asByteBuffer()
                : ByteBuffer.allocate(0);
    }

    private int takeWaiting(MemorySegment bytes) {
        int count = (int) Math.min(bytes.byteSize(), waiting.remaining());
        MemorySegment.copy(MemorySegment.ofBuffer(waiting), 0, bytes, 0, count);
        waiting.position(waiting.position() + count);
        return count;
    }

    /** Opens the next record into {@code target} and, what does not fit, into {@link #waiting}. */
    private void receiveRecord(ByteBuffer target, Duration timeout) throws IOException, InterruptedException {
        requireReadable();
        session.reader().await(timeout);
        waiting.clear();
        try {
            SSLEngineResult result = session.reader().open(target, waiting);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new EOFException("the other end closed the connection");
            }
            session.runTasks();
        } catch (IOException e) {
            unreadable = e;
            throw e;
        } finally {
            waiting.flip();
        }
    }

    /** What went wrong once goes wrong again: an end stays an end, and what was no TLS does not become it. */
    private void requireReadable() throws IOException {
        requireOpen();
        if (unreadable instanceof EOFException) {
            throw new EOFException(unreadable.getMessage());
        }
        if (unreadable != null) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }

    private void requireOpen() throws SocketException {
        if (closing.get()) {
            throw new SocketException("the connection to " + remote() + " is closed here");
        }
    }

    // Ending

    /** Says goodbye on tasks of its own: it may have to wait for a send, or for a peer that takes nothing. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            goodbye = world.spawn("closing " + remote(), this::part);
        }
    }

    private void part() {
        try {
            Task words = world.spawn("goodbye to " + remote(), this::sayGoodbye);
            if (!words.join(GOODBYE)) {
                LOG.trace("{} does not listen to a goodbye", remote());
            }
        } catch (InterruptedException e) {
            LOG.trace("{} is left without a goodbye", remote(), e);
        } finally {
            below.close();
            onEnd.accept(this);
        }
    }

    private void sayGoodbye() {
        try {
            turn.take(FOR_EVER);
            endStream();
        } catch (IOException e) {
            LOG.trace("{} was gone before the goodbye", remote(), e);
        } catch (InterruptedException e) {
            LOG.trace("{} is left without a goodbye", remote(), e);
        }
    }

    private void endStream() throws IOException, InterruptedException {
        try {
            if (!unwritable) {
                session.writer().end();
            }
        } finally {
            turn.put(true);
        }
    }

    /** Waits for the end of a {@link #close}. */
    void awaitEnd(Duration patience) throws InterruptedException {
        Task last = goodbye;
        if (last != null && !last.join(patience)) {
            LOG.debug("The goodbye to {} takes too long", remote());
        }
    }
}
