package io.gossamer.net.world;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * A reliable, ordered, bidirectional byte stream to one peer. One task may send while another receives. Shaping and
 * byte counting happen below it.
 */
public interface Connection extends AutoCloseable {
    /** Sends all bytes, waiting while the peer is slow (backpressure). */
    void send(MemorySegment bytes) throws IOException, InterruptedException;

    /**
     * Fills the whole segment.
     *
     * @throws java.net.SocketTimeoutException if nothing arrives for {@code timeout}
     * @throws java.io.EOFException if the peer closed first
     */
    void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException;

    Endpoint remote();

    @Override
    void close();
}
