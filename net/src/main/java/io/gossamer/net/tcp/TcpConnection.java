package io.gossamer.net.tcp;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket without shaping. Native segments go to and come from the kernel directly; a segment on the heap is copied
 * once. The first bytes of a segment are read with a timeout that leaves the socket intact, and with them a little of
 * what follows, so that a header and its payload cost one such read; the rest goes straight into the segment under the
 * {@link Watchdog}.
 */
final class TcpConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final int AHEAD_BYTES = 512;
    private static final long LARGEST_STEP = 1 << 20;
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration LINGER = Duration.ofMillis(500);

    private final SocketChannel channel;
    private final InputStream timedInput;
    private final Endpoint remote;
    private final Watchdog watchdog;
    /** What was read and not yet asked for. */
    private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD_BYTES).limit(0);

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long deadline = NEVER;
    private volatile long closeDeadline = NEVER;
    private volatile boolean overdue;

    TcpConnection(SocketChannel channel, Watchdog watchdog) throws IOException {
        this.channel = channel;
        this.watchdog = watchdog;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        timedInput = channel.socket().getInputStream();
        InetSocketAddress address = (InetSocketAddress) channel.getRemoteAddress();
        remote = new Endpoint(address.getAddress().getHostAddress(), address.getPort());
        watchdog.add(this);
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public void cap(Bandwidth rate) {
        throw new IllegalStateException("A connection of a world without a link cannot be capped");
    }

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        send(MemorySegment.NULL, bytes);
    }

    @Override
    public void send(MemorySegment head, MemorySegment body) throws IOException, InterruptedException {
        ComputeSection.requireNone("send");
        requireOpen();
        ByteBuffer[] buffers = {readable(head), readable(body)};
        try {
            while (buffers[0].hasRemaining() || buffers[1].hasRemaining()) {
                channel.write(buffers);
            }
        } catch (IOException e) {
            Timeouts.rethrowIfInterrupted(e);
            throw e;
        }
    }

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("receive");
        if (bytes.byteSize() == 0) {
            return;
        }
        if (!bytes.isNative()) {
            receiveToHeap(bytes, timeout);
            return;
        }
        long position = receiveFirst(bytes, timeout);
        while (position < bytes.byteSize()) {
            long step = Math.min(LARGEST_STEP, bytes.byteSize() - position);
            position += receiveSome(bytes.asSlice(position, step).asByteBuffer(), timeout);
        }
    }

    /** Straight into memory on the heap; into native memory a little at a time. */
    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("receive");
        if (bytes.byteSize() == 0) {
            return 0;
        }
        boolean straight = !ahead.hasRemaining() && bytes.heapBase().orElse(null) instanceof byte[];
        return straight ? readTimed(bytes.asByteBuffer(), timeout) : receiveFirst(bytes, timeout);
    }

    private void receiveToHeap(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment copy = arena.allocate(bytes.byteSize());
            receive(copy, timeout);
            bytes.copyFrom(copy);
        }
    }

    private int receiveFirst(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        if (!ahead.hasRemaining()) {
            int count = readTimed(ahead.duplicate().clear(), timeout);
            ahead.clear().limit(count);
        }
        int taken = (int) Math.min(ahead.remaining(), bytes.byteSize());
        MemorySegment.copy(MemorySegment.ofBuffer(ahead), 0, bytes, 0, taken);
        ahead.position(ahead.position() + taken);
        return taken;
    }

    /** Reads into a buffer on the heap, with a timeout that leaves the socket intact. */
    private int readTimed(ByteBuffer buffer, Duration timeout) throws IOException, InterruptedException {
        requireOpen();
        try {
            channel.socket().setSoTimeout(Timeouts.millis(timeout));
            int start = buffer.arrayOffset() + buffer.position();
            int count = timedInput.read(buffer.array(), start, buffer.remaining());
            requireOpen();
            requireData(count);
            return count;
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("nothing came for " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            Timeouts.rethrowIfInterrupted(e);
            throw e;
        }
    }

    /** Reads at least a byte, at most what fits. */
    int receiveSome(ByteBuffer buffer, Duration timeout) throws IOException, InterruptedException {
        deadline = System.nanoTime() + timeout.toNanos();
        try {
            int count = channel.read(buffer);
            requireOpen();
            requireData(count);
            return count;
        } catch (IOException e) {
            if (overdue) {
                throw new SocketTimeoutException(
                        "the rest of a message did not come for " + timeout.toMillis() + " ms");
            }
            Timeouts.rethrowIfInterrupted(e);
            throw e;
        } finally {
            deadline = NEVER;
        }
    }

    private static ByteBuffer readable(MemorySegment segment) {
        if (segment.isNative() || segment.heapBase().orElse(null) instanceof byte[]) {
            return segment.asByteBuffer();
        }
        return Arena.ofAuto().allocate(segment.byteSize()).copyFrom(segment).asByteBuffer();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closing.get()) {
            throw new ClosedChannelException();
        }
    }

    private static void requireData(int count) throws EOFException {
        if (count < 0) {
            throw new EOFException("the other end closed the connection");
        }
    }

    void closeIfOverdue(long now) {
        if (now >= deadline) {
            overdue = true;
            abort();
        } else if (now >= closeDeadline) {
            abort();
        }
    }

    /**
     * Says that no more comes and reads on for a moment, since closing a socket with unread bytes in it would destroy
     * bytes that are still on their way to the peer.
     */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("closing " + remote).start(this::linger);
        }
    }

    private void linger() {
        closeDeadline = System.nanoTime() + LINGER.toNanos();
        try {
            channel.shutdownOutput();
            channel.socket().setSoTimeout(Timeouts.millis(LINGER));
            while (timedInput.read(ahead.array()) >= 0) {
                LOG.trace("Dropped unread bytes of {}", remote);
            }
        } catch (IOException e) {
            LOG.trace("The connection to {} ended while it was being closed", remote, e);
        } finally {
            abort();
        }
    }

    /** Ends both directions at once. */
    void abort() {
        closing.set(true);
        watchdog.remove(this);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing the connection to {} failed", remote, e);
        } finally {
            ended.countDown();
        }
    }

    void awaitEnd(long until) {
        try {
            if (!ended.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.debug("The connection to {} is cut", remote);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
