package io.gossamer.net.world;

import io.gossamer.core.unit.Bandwidth;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * A reliable, ordered, bidirectional byte stream to one peer. One task may send while another receives. Shaping happens
 * below it, framing and byte counting above.
 */
public interface Connection extends AutoCloseable {
    /** How many bytes at a time {@link #sendZeros} and {@link #skip} move where the world knows no better way. */
    int SCRATCH_BYTES = 256 << 10;

    /** Sends all bytes, waiting while the peer is slow (backpressure). */
    void send(MemorySegment bytes) throws IOException, InterruptedException;

    /** Sends both, one after the other, as one piece where the world can. */
    default void send(MemorySegment head, MemorySegment body) throws IOException, InterruptedException {
        send(head);
        send(body);
    }

    /**
     * Sends that many zero bytes, for measurements and cost models: no memory of that size is needed, and in a
     * simulation none is moved.
     */
    default void sendZeros(long count) throws IOException, InterruptedException {
        MemorySegment zeros = MemorySegment.ofArray(new byte[(int) Math.min(count, SCRATCH_BYTES)]);
        for (long left = count; left > 0; left -= Math.min(left, SCRATCH_BYTES)) {
            send(zeros.asSlice(0, Math.min(left, SCRATCH_BYTES)));
        }
    }

    /**
     * Receives that many bytes and drops them.
     *
     * @throws java.net.SocketTimeoutException if nothing arrives for {@code timeout}; how many bytes came is not known
     *     then
     * @throws java.io.EOFException if the peer closed first
     */
    default void skip(long count, Duration timeout) throws IOException, InterruptedException {
        MemorySegment dropped = MemorySegment.ofArray(new byte[(int) Math.min(count, SCRATCH_BYTES)]);
        for (long left = count; left > 0; left -= Math.min(left, SCRATCH_BYTES)) {
            receive(dropped.asSlice(0, Math.min(left, SCRATCH_BYTES)), timeout);
        }
    }

    /** Caps what this end sends on this connection, within its node's access line. */
    void cap(Bandwidth rate);

    /**
     * Fills the whole segment.
     *
     * @throws java.net.SocketTimeoutException if nothing arrives for {@code timeout}; if not a byte of the segment had
     *     come, the connection stays usable and the call may be repeated
     * @throws java.io.EOFException if the peer closed first
     */
    void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException;

    /**
     * Receives what there is: at least a byte, unless {@code bytes} has no room for one, and at most what fits.
     *
     * @return how many bytes
     * @throws java.net.SocketTimeoutException if nothing arrives for {@code timeout}; the connection stays usable
     * @throws java.io.EOFException if the peer closed first
     */
    int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException;

    /** The other end's address as this end sees it. */
    Endpoint remote();

    /**
     * Ends both directions. Bytes already sent still arrive; a call that waits on either end fails with an {@link
     * IOException}.
     */
    @Override
    void close();
}
