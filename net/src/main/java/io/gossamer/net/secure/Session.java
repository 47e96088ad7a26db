package io.gossamer.net.secure;

import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two ends' keys and the state of TLS between them: from a handshake to records both ways. */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final SSLEngine engine;
    private final RecordReader reader;
    private final RecordWriter writer;
    private NodeId peer;

    Session(Connection below, SSLEngine engine) {
        this.engine = engine;
        this.reader = new RecordReader(below, engine);
        this.writer = new RecordWriter(below, engine);
    }

    RecordReader reader() {
        return reader;
    }

    RecordWriter writer() {
        return writer;
    }

    /** Who the other end has proved to be. */
    NodeId peer() {
        return peer;
    }

    /**
     * Agrees on keys with the other end.
     *
     * @param deadline in the world's nanoseconds
     * @throws HandshakeException if what the other end says is no such handshake
     * @throws SocketTimeoutException if it is not done in time
     */
    void handshake(World world, long deadline) throws IOException, InterruptedException {
        try {
            engine.beginHandshake();
            SSLEngineResult.HandshakeStatus next = engine.getHandshakeStatus();
            while (next != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
                step(next, world, deadline);
                next = engine.getHandshakeStatus();
            }
            writer.flush();
            peer = NodeId.of(engine.getSession().getPeerCertificates()[0].getPublicKey());
        } catch (SocketTimeoutException e) {
            throw stalled(e);
        } catch (SSLException | ProtocolException e) {
            tellWhat(e);
            throw new HandshakeException(e.getMessage(), e);
        }
    }

    private void step(SSLEngineResult.HandshakeStatus next, World world, long deadline)
            throws IOException, InterruptedException {
        switch (next) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> LOG.trace("{} bytes of handshake", writer.handshake());
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                writer.flush();
                reader.await(left(world, deadline));
                reader.open(ByteBuffer.allocate(0));
            }
            case FINISHED, NOT_HANDSHAKING -> throw new IllegalStateException("The handshake is over");
        }
    }

    /** However busily the other end sends, its time passes. */
    static Duration left(World world, long deadline) throws SocketTimeoutException {
        long left = deadline - world.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        return Duration.ofNanos(left);
    }

    static SocketTimeoutException stalled(SocketTimeoutException cause) {
        SocketTimeoutException stalled = new SocketTimeoutException("it stalls in the handshake");
        stalled.initCause(cause);
        return stalled;
    }

    /** What a handshake calculates, here and now: none of it waits. */
    void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends the alert that belongs to what is wrong, if the other end is still there to hear it. */
    private void tellWhat(IOException wrong) throws InterruptedException {
        try {
            writer.end();
        } catch (IOException e) {
            wrong.addSuppressed(e);
        }
    }
}
