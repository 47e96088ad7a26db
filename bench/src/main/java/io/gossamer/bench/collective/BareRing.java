package io.gossamer.bench.collective;

import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Chunks;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The ceiling: a ring of blocking sockets that does nothing but sum. No frames, no checks, no timeouts; whoever is lost
 * is waited for in vain for ever. A chunk travels in pieces, each of which is passed on as soon as it is summed, by a
 * thread that does nothing else. The additions are those of our groups.
 */
final class BareRing implements AutoCloseable {
    private static final long PIECE_BYTES = 256 << 10;

    /** What the sending thread does next: send something, then open a latch. */
    private record Errand(ByteBuffer bytes, CountDownLatch after) {}

    private final int rank;
    private final int size;
    private final SocketChannel next;
    private final SocketChannel previous;
    private final BlockingQueue<Errand> errands = new LinkedBlockingQueue<>();
    private final Thread sender;

    private BareRing(int rank, int size, SocketChannel next, SocketChannel previous) {
        this.rank = rank;
        this.size = size;
        this.next = next;
        this.previous = previous;
        this.sender = Thread.ofPlatform().daemon().name("bare ring").start(this::sendAll);
    }

    /** Where the previous process dials. */
    static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(address(0));
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    static int port(ServerSocketChannel server) {
        return server.socket().getLocalPort();
    }

    /** @param nextPort where the next process listens */
    static BareRing join(int rank, int size, ServerSocketChannel own, int nextPort) throws IOException {
        SocketChannel next = SocketChannel.open(address(nextPort));
        next.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SocketChannel previous = own.accept();
        return new BareRing(rank, size, next, previous);
    }

    /** Sums the sources of all processes into each one's target. */
    void allReduce(MemorySegment source, MemorySegment target) throws InterruptedException {
        Chunks chunks = new Chunks(source.byteSize() / Float.BYTES, size);
        int own = chunk(0);
        forEachPiece(chunks, own, (at, bytes) -> pass(source.asSlice(at, bytes)));
        int steps = 2 * (size - 1);
        for (int step = 1; step <= steps; step++) {
            boolean summing = step < size;
            boolean last = step == steps;
            forEachPiece(chunks, chunk(step), (at, bytes) -> {
                MemorySegment piece = target.asSlice(at, bytes);
                receive(piece.asByteBuffer());
                if (summing) {
                    Reduction.FLOAT32_SUM.combine(piece, source.asSlice(at, bytes));
                }
                if (!last) {
                    pass(piece);
                }
            });
        }
        CountDownLatch sent = new CountDownLatch(1);
        errands.add(new Errand(ByteBuffer.allocate(0), sent));
        sent.await();
    }

    /** Which chunk comes in a step; in step 0 it is there already. */
    private int chunk(int step) {
        return Math.floorMod(rank - step, size);
    }

    private interface Piece {
        void handle(long at, long bytes);
    }

    private static void forEachPiece(Chunks chunks, int chunk, Piece piece) {
        long end = chunks.end(chunk) * Float.BYTES;
        for (long at = chunks.start(chunk) * Float.BYTES; at < end; at += PIECE_BYTES) {
            piece.handle(at, Math.min(PIECE_BYTES, end - at));
        }
    }

    private void pass(MemorySegment piece) {
        errands.add(new Errand(piece.asByteBuffer(), null));
    }

    private void receive(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                if (previous.read(bytes) < 0) {
                    throw new EOFException("The previous process of the bare ring has ended");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendAll() {
        try {
            while (true) {
                Errand errand = errands.take();
                while (errand.bytes().hasRemaining()) {
                    next.write(errand.bytes());
                }
                if (errand.after() != null) {
                    errand.after().countDown();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        sender.interrupt();
        next.close();
        previous.close();
    }
}
