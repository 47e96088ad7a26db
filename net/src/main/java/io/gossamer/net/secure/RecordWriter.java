package io.gossamer.net.secure;

import io.gossamer.net.world.Connection;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** Closes bytes into records and sends several of them at a time. Used by one task at a time. */
final class RecordWriter {
    /** What a channel of frames hands over at a time, 256 KiB, goes out as one. */
    private static final int RECORDS_AT_A_TIME = 17;

    private static final int CONTENT_BYTES = 1 << 14;
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final Connection below;
    private final SSLEngine engine;
    private final int recordBytes;
    private ByteBuffer records;

    RecordWriter(Connection below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
        this.recordBytes = engine.getSession().getPacketBufferSize();
        this.records = ByteBuffer.allocate(recordBytes);
    }

    /** Sends all that is in {@code sources}, as if they were one. */
    void send(ByteBuffer... sources) throws IOException, InterruptedException {
        long left = remaining(sources);
        if (left > CONTENT_BYTES && records.capacity() < RECORDS_AT_A_TIME * recordBytes) {
            records = ByteBuffer.allocate(RECORDS_AT_A_TIME * recordBytes);
        }
        while (left > 0) {
            while (left > 0 && records.remaining() >= recordBytes) {
                if (close(sources) == 0) {
                    throw new IOException("TLS does not go on");
                }
                left = remaining(sources);
            }
            flush();
        }
    }

    private static long remaining(ByteBuffer[] sources) {
        return Arrays.stream(sources).mapToLong(ByteBuffer::remaining).sum();
    }

    /** Makes a record, of a handshake if the engine has one to say. */
    private int close(ByteBuffer[] sources) throws IOException {
        SSLEngineResult result = engine.wrap(sources, records);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new IOException("the connection is closed here");
        }
        return result.bytesProduced();
    }

    /**
     * Collects what the engine says in a handshake, to be sent by {@link #flush}.
     *
     * @return how many bytes; the engine may find that it has nothing to say after all
     */
    int handshake() throws IOException {
        if (records.remaining() < recordBytes) {
            records = ByteBuffer.allocate(2 * records.capacity()).put(records.flip());
        }
        return close(NOTHING);
    }

    /** Sends what was collected. */
    void flush() throws IOException, InterruptedException {
        records.flip();
        try {
            if (records.hasRemaining()) {
                below.send(MemorySegment.ofBuffer(records));
            }
        } finally {
            records.clear();
        }
    }

    /** Says goodbye, or what was wrong; nothing can be sent afterwards. */
    void end() throws IOException, InterruptedException {
        records.clear();
        engine.closeOutbound();
        boolean more = true;
        while (more && records.remaining() >= recordBytes) {
            more = engine.wrap(NOTHING, records).bytesProduced() > 0 && !engine.isOutboundDone();
        }
        flush();
    }
}
