package io.gossamer.net.tcp;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.LinkClock;
import io.gossamer.net.shape.PathClock;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection behind its node's access line. Bytes are cut into quanta; each is under way in a queue of its own
 * direction until its time has come, so that a long way holds many quanta and latency does not lower the throughput.
 * One task writes what arrives at the peer's line, another takes in what comes through this node's download.
 */
final class ShapedConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ShapedConnection.class);
    /** What an access router would queue: the sender may run ahead by so much, which hides that a task wakes up late. */
    private static final long SEND_AHEAD_NANOS = 100_000_000;

    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final TcpConnection wire;
    private final AccessLine line;
    private final PathClock path;
    private final Consumer<ShapedConnection> onEnd;
    private final int quantum;
    private final TimedQueue outward;
    private final TimedQueue inward;
    private final CountDownLatch ended = new CountDownLatch(1);
    private TimedQueue.Piece current;
    private Thread writer;

    ShapedConnection(TcpConnection wire, AccessLine line, PathClock path, Consumer<ShapedConnection> onEnd) {
        this.wire = wire;
        this.line = line;
        this.path = path;
        this.onEnd = onEnd;
        this.quantum = LinkClock.quantum(line.link());
        long window = window(line.link());
        this.outward = new TimedQueue(window);
        this.inward = new TimedQueue(window);
    }

    /** Twice what the way holds, within limits; more would only hide a peer that does not read. */
    private static long window(Link link) {
        double held = link.rate().bitsPerSecond() / 8 * link.latency().toNanos() / 1e9;
        return (long) Math.clamp(2 * held + (1 << 20), 1 << 20, 64 << 20);
    }

    void start() {
        writer = Thread.ofVirtual().name("to " + remote()).start(this::write);
        Thread.ofVirtual().name("from " + remote()).start(this::read);
    }

    @Override
    public Endpoint remote() {
        return wire.remote();
    }

    @Override
    public void cap(Bandwidth rate) {
        synchronized (path) {
            path.cap(rate);
        }
    }

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        ComputeSection.requireNone("send");
        for (long position = 0; position < bytes.byteSize(); position += quantum) {
            sendQuantum(bytes.asSlice(position, Math.min(quantum, bytes.byteSize() - position)));
        }
    }

    @Override
    public void send(MemorySegment head, MemorySegment body) throws IOException, InterruptedException {
        ComputeSection.requireNone("send");
        if (head.byteSize() + body.byteSize() > quantum) {
            send(head);
            send(body);
            return;
        }
        MemorySegment target = MemorySegment.ofArray(new byte[(int) (head.byteSize() + body.byteSize())]);
        MemorySegment.copy(head, 0, target, 0, head.byteSize());
        MemorySegment.copy(body, 0, target, head.byteSize(), body.byteSize());
        dispatch(target);
    }

    private void sendQuantum(MemorySegment bytes) throws IOException, InterruptedException {
        dispatch(MemorySegment.ofArray(new byte[(int) bytes.byteSize()]).copyFrom(bytes));
    }

    private void dispatch(MemorySegment bytes) throws IOException, InterruptedException {
        long departed = line.depart(bytes.byteSize());
        long arrival;
        synchronized (path) {
            arrival = path.arrive(departed, bytes.byteSize());
        }
        outward.put(bytes, arrival);
        sleepUntil(departed - SEND_AHEAD_NANOS);
    }

    private void write() {
        try {
            for (var next = outward.take(FOR_EVER); next.isPresent(); next = outward.take(FOR_EVER)) {
                sleepUntil(next.get().due());
                wire.send(next.get().bytes());
            }
        } catch (IOException e) {
            outward.fail(e);
        } catch (InterruptedException e) {
            LOG.trace("The way to {} is cut", remote(), e);
        } finally {
            wire.close();
            onEnd.accept(this);
            ended.countDown();
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(quantum);
        try {
            while (true) {
                int count = wire.receiveSome(buffer.clear(), FOR_EVER);
                byte[] bytes = new byte[count];
                buffer.flip().get(bytes);
                inward.put(MemorySegment.ofArray(bytes), line.deliver(count));
            }
        } catch (EOFException e) {
            inward.end();
        } catch (IOException e) {
            inward.fail(e);
        } catch (InterruptedException e) {
            inward.fail(new ClosedChannelException());
        }
    }

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("receive");
        long position = 0;
        while (position < bytes.byteSize()) {
            position += takePiece(bytes.asSlice(position), timeout);
        }
    }

    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("receive");
        return bytes.byteSize() == 0 ? 0 : takePiece(bytes, timeout);
    }

    private int takePiece(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        TimedQueue.Piece piece = current == null ? nextPiece(timeout) : current;
        long count = Math.min(piece.bytes().byteSize(), bytes.byteSize());
        MemorySegment.copy(piece.bytes(), 0, bytes, 0, count);
        current = count == piece.bytes().byteSize() ? null : piece.from(count);
        return (int) count;
    }

    private TimedQueue.Piece nextPiece(Duration timeout) throws IOException, InterruptedException {
        TimedQueue.Piece piece =
                inward.take(timeout).orElseThrow(() -> new EOFException("the other end closed the connection"));
        sleepUntil(piece.due());
        return piece;
    }

    private static void sleepUntil(long due) throws InterruptedException {
        long left = due - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }

    @Override
    public void close() {
        outward.end();
        inward.fail(new ClosedChannelException());
    }

    void awaitEnd(long until) {
        try {
            if (!ended.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
