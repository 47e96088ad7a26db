package io.gossamer.net.tcp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes under way in one direction, each piece with the time at which it arrives. Bounded by bytes. */
final class TimedQueue {
    /** Some bytes and when they may be used. */
    record Piece(MemorySegment bytes, long due) {
        Piece from(long offset) {
            return new Piece(bytes.asSlice(offset), due);
        }
    }

    private final long window;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private long held;
    private boolean ended;
    private IOException failure;

    TimedQueue(long window) {
        this.window = window;
    }

    /** Waits until there is room. */
    void put(MemorySegment bytes, long due) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (held > 0 && held + bytes.byteSize() > window && failure == null && !ended) {
                changed.await();
            }
            throwFailure();
            if (ended) {
                throw new ClosedChannelException();
            }
            held += bytes.byteSize();
            pieces.add(new Piece(bytes, due));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The oldest piece; empty once the queue has ended and is used up.
     *
     * @throws SocketTimeoutException if the timeout came first
     */
    Optional<Piece> take(Duration timeout) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (pieces.isEmpty() && failure == null && !ended) {
                if (left <= 0) {
                    throw new SocketTimeoutException("nothing came for " + timeout.toMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
            throwFailure();
            Piece piece = pieces.poll();
            if (piece != null) {
                held -= piece.bytes().byteSize();
                changed.signalAll();
            }
            return Optional.ofNullable(piece);
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Nothing more will be put. */
    void end() {
        end(null);
    }

    /** Lets every call fail from now on. */
    void fail(IOException cause) {
        end(cause);
    }

    private void end(IOException cause) {
        lock.lock();
        try {
            ended = true;
            failure = failure == null ? cause : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
