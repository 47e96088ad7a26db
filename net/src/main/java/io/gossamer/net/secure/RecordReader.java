package io.gossamer.net.secure;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.world.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * Takes in records and opens them. It reads as much at a time as there is, up to several records, into memory on the
 * heap, where the platform's AES-GCM works in place; what was read and not opened stays for the next call.
 */
final class RecordReader {
    private static final int RECORDS_AT_A_TIME = 8;

    private final Connection below;
    private final SSLEngine engine;
    private ByteBuffer arrived =
            ByteBuffer.allocate(RecordHeader.LARGEST_RECORD).flip();

    RecordReader(Connection below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
    }

    /**
     * Waits for the next record.
     *
     * @throws java.net.SocketTimeoutException if nothing comes for {@code timeout}; the call may be repeated
     * @throws ProtocolException if what comes is no record
     * @throws IOException if the stream ends, which it must not without TLS's own goodbye
     */
    void await(Duration timeout) throws IOException, InterruptedException {
        while (arrived.remaining() < RecordHeader.recordLength(arrived)) {
            fill(timeout);
        }
    }

    private void fill(Duration timeout) throws IOException, InterruptedException {
        makeRoom();
        int end = arrived.limit();
        MemorySegment free = MemorySegment.ofArray(arrived.array()).asSlice(end, arrived.capacity() - end);
        try {
            arrived.limit(end + below.receiveSome(free, timeout));
        } catch (EOFException e) {
            throw new IOException("the connection was cut off without TLS's goodbye", e);
        }
    }

    /** A buffer that was read full will be again, so that it pays to read more at a time. */
    private void makeRoom() {
        boolean full = arrived.limit() == arrived.capacity();
        boolean small = arrived.capacity() == RecordHeader.LARGEST_RECORD;
        if (full && small) {
            arrived = ByteBuffer.allocate(RECORDS_AT_A_TIME * RecordHeader.LARGEST_RECORD)
                    .put(arrived)
                    .flip();
        } else if (full || !arrived.hasRemaining()) {
            arrived.compact().flip();
        }
    }

    /**
     * Opens the record that {@link #await} waited for.
     *
     * @param targets take its content, if it is a node's own; they must have room for {@link
     *     SecureConnection#PLAIN_BYTES}
     */
    SSLEngineResult open(ByteBuffer... targets) throws IOException {
        try {
            SSLEngineResult result = engine.unwrap(arrived, targets);
            return switch (result.getStatus()) {
                case OK, CLOSED -> result;
                case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> throw new ProtocolException("a TLS record of a wrong length");
            };
        } catch (SSLException e) {
            throw new ProtocolException("TLS failed: " + e.getMessage());
        }
    }
}
