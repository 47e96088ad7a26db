package io.gossamer.net.collective;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for messages whose length a peer claims. It grows only as bytes really come, so that a false claim
 * costs the claimant its bandwidth and not this node its memory.
 */
final class GrowingBuffer implements AutoCloseable {
    /** Fills a segment with the next bytes. */
    interface Source<E extends Exception> {
        void fill(MemorySegment target) throws E, InterruptedException;
    }

    private static final long FIRST_BYTES = 1 << 20;

    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;

    /** Receives {@code length} bytes; the result is valid until the next call. */
    <E extends Exception> MemorySegment receive(long length, Source<E> source) throws E, InterruptedException {
        for (long done = 0; done < length; ) {
            if (done == memory.byteSize()) {
                grow(Math.min(length, Math.max(FIRST_BYTES, 2 * done)), done);
            }
            long step = Math.min(length, memory.byteSize()) - done;
            source.fill(memory.asSlice(done, step));
            done += step;
        }
        return memory.asSlice(0, length).asReadOnly();
    }

    /** The old arena is closed once the new one holds what it held. */
    @SuppressWarnings("MustBeClosedChecker")
    private void grow(long capacity, long used) {
        Arena larger = Arena.ofShared();
        MemorySegment grown = larger.allocate(capacity, Long.BYTES);
        MemorySegment.copy(memory, 0, grown, 0, used);
        arena.close();
        arena = larger;
        memory = grown;
    }

    @Override
    public void close() {
        arena.close();
    }
}
