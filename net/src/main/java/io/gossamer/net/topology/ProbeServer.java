package io.gossamer.net.topology;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets others of the session measure the ways to this node, one at a time; the others are told when to ask again. */
public final class ProbeServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeServer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STRANGER = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_PINGS = 100;
    private static final int SMALLEST_PART = 4 << 10;
    private static final int LARGEST_PART = 64 << 10;
    /** A part that is under way at the end does not count; so much of a connection's bytes may be missing. */
    private static final int PARTS = 64;

    private final World world;
    private final Listener listener;
    private final byte[] session;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<Measurement> current = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * Listens at once; {@link #run} does the rest.
     *
     * @param endpoint where; port 0 picks a free one
     * @param session 16 bytes that only members know
     * @throws io.gossamer.core.failure.GossamerException if the port is taken
     */
    public ProbeServer(World world, Endpoint endpoint, byte[] session) throws IOException {
        this(world, world.listen(endpoint), session);
    }

    /** One that others find at a listener that it closes in the end. */
    public ProbeServer(World world, Listener listener, byte[] session) {
        this.world = world;
        this.session = ProbeFrames.requireSession(session);
        this.listener = listener;
    }

    /** Where others find it. */
    public Endpoint endpoint() {
        return listener.endpoint();
    }

    /** Serves until it is closed; for a task of its own. */
    public void run() {
        try {
            while (!closed) {
                listener.accept(POLL).ifPresent(this::answer);
            }
        } catch (IOException e) {
            LOG.debug("No more probes are answered", e);
        } catch (InterruptedException e) {
            LOG.trace("No more probes are answered", e);
        }
    }

    private void answer(Connection connection) {
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            connections.decrementAndGet();
            connection.close();
            return;
        }
        world.spawn("probed by " + connection.remote(), () -> receive(connection));
    }

    private void receive(Connection connection) {
        try {
            serve(new FrameChannel(world, connection));
        } catch (ProtocolException e) {
            LOG.warn("{} probes and is not understood: {}", connection.remote(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("The probe by {} has ended", connection.remote(), e);
        } catch (InterruptedException e) {
            LOG.trace("The probe by {} is broken off", connection.remote(), e);
        } finally {
            connections.decrementAndGet();
            connection.close();
        }
    }

    private void serve(FrameChannel channel) throws IOException, InterruptedException {
        Frame frame = channel.receiveHeader(STRANGER);
        if (frame.tag() == Tag.PROBE_JOIN) {
            MemorySegment payload =
                    ProbeFrames.payload(channel, frame, Tag.PROBE_JOIN, ProbeFrames.Join.BYTES, STRANGER);
            join(channel, ProbeFrames.Join.decode(payload, session));
        } else {
            MemorySegment payload = ProbeFrames.payload(channel, frame, Tag.PROBE, ProbeFrames.Request.BYTES, STRANGER);
            lead(channel, ProbeFrames.Request.decode(payload, session));
        }
    }

    /** Serves the control connection of a probe. */
    private void lead(FrameChannel channel, ProbeFrames.Request request) throws IOException, InterruptedException {
        Measurement measurement = new Measurement(world, numbers.incrementAndGet(), request.settings());
        Measurement other = current.compareAndExchange(null, measurement);
        if (other != null) {
            var busy = new ProbeFrames.Busy(other.likelyLeft());
            ProbeFrames.send(channel, Tag.PROBE_BUSY, busy.encode());
            return;
        }
        try {
            ProbeFrames.send(channel, Tag.PROBE_READY, new ProbeFrames.Ready(measurement.number()).encode());
            echo(channel, measurement);
            ProbeFrames.send(channel, Tag.PROBE_RESULT, measurement.await().encode());
        } finally {
            measurement.close();
            current.set(null);
        }
    }

    /** Answers pings until the start; who takes too long has taken the measurement's time. */
    private static void echo(FrameChannel channel, Measurement measurement) throws IOException, InterruptedException {
        for (int pings = 0; pings < MOST_PINGS; pings++) {
            Frame frame = channel.receiveHeader(measurement.left());
            if (frame.length() == 0 && frame.tag() == Tag.PROBE_START) {
                return;
            }
            ProbeFrames.payload(channel, frame, Tag.PROBE_PING, 0, STRANGER);
            ProbeFrames.send(channel, Tag.PROBE_PING, ProbeFrames.NOTHING);
        }
        throw new ProtocolException("it only pings");
    }

    /** Serves one of the other connections of a probe. */
    private void join(FrameChannel channel, ProbeFrames.Join join) throws IOException, InterruptedException {
        Measurement measurement = current.get();
        if (measurement == null || measurement.number() != join.number() || !measurement.admit(channel)) {
            throw new ProtocolException("it belongs to no probe that goes on");
        }
        try {
            ProbeFrames.send(channel, Tag.PROBE_READY, new ProbeFrames.Ready(measurement.number()).encode());
            MemorySegment part = Arena.ofAuto().allocate(LARGEST_PART);
            long received = 0;
            while (true) {
                long bytes = Math.clamp(received / PARTS, SMALLEST_PART, LARGEST_PART);
                received += receiveData(channel, part.asSlice(0, bytes), measurement);
            }
        } finally {
            measurement.ended();
        }
    }

    /** Receives one frame by parts; returns its length. */
    private static long receiveData(FrameChannel channel, MemorySegment part, Measurement measurement)
            throws IOException, InterruptedException {
        Frame frame = channel.receiveHeader(measurement.left());
        if (frame.tag() != Tag.PROBE_DATA || frame.length() == 0 || frame.length() > ProbeFrames.LARGEST_DATA) {
            throw new ProtocolException(
                    frame.length() + " bytes of " + frame.tag().label() + " are no data");
        }
        long missing = frame.length();
        while (missing > 0) {
            long count = Math.min(missing, part.byteSize());
            channel.receivePart(part.asSlice(0, count), measurement.left());
            measurement.arrived(count);
            missing -= count;
        }
        channel.countReceived(frame);
        return frame.length();
    }

    @Override
    public void close() {
        closed = true;
        listener.close();
    }
}
