package io.gossamer.net.topology;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the ways from this node to others, one after the other: the rate by filling the way with several connections,
 * the latency as half of the shortest of some round trips before, since clocks of two machines cannot be compared. That
 * takes both directions' latency for equal, which does no harm: over a whole ring only their sum counts.
 */
public final class Prober {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PINGS = 8;
    private static final int NOISE_BYTES = 1 << 20;

    private final World world;
    private final byte[] session;
    private final ProbeSettings settings;
    /** Bytes that no line compresses. */
    private final MemorySegment noise = Arena.ofAuto().allocate(NOISE_BYTES, Integer.BYTES);

    /** @param session 16 bytes that only members know */
    public Prober(World world, byte[] session, ProbeSettings settings) {
        this.world = world;
        this.session = ProbeFrames.requireSession(session);
        this.settings = settings;
        RandomStream.of(0, Purpose.TOPOLOGY, -1, 0, 1).fillInts(noise);
    }

    /**
     * Measures the way to a node, and asks again for as long as {@code patience} where it is busy.
     *
     * @throws GossamerException if it is busy all that time
     */
    public PathSample measure(Endpoint target, Duration patience) throws InterruptedException {
        long deadline = world.nanoTime() + patience.toNanos();
        while (true) {
            switch (probe(target)) {
                case ProbeOutcome.Sampled sampled -> {
                    return sampled.sample();
                }
                case ProbeOutcome.Busy busy -> {
                    if (world.nanoTime() + busy.retryAfter().toNanos() > deadline) {
                        throw new GossamerException(
                                target + " is measured by others for longer than " + patience.toSeconds() + " s",
                                "Measure the way to it later, or let fewer nodes measure at a time.");
                    }
                    world.sleep(busy.retryAfter());
                }
            }
        }
    }

    /** Measures the way to a node unless it is busy. A way that cannot be measured counts as none. */
    public ProbeOutcome probe(Endpoint target) throws InterruptedException {
        try (Connection connection = world.connect(target, PATIENCE)) {
            return probe(target, new FrameChannel(world, connection));
        } catch (IOException e) {
            LOG.debug("The way to {} could not be measured", target, e);
            return new ProbeOutcome.Sampled(
                    new PathSample.Unreachable(target + " cannot be measured: " + e.getMessage()));
        }
    }

    private ProbeOutcome probe(Endpoint target, FrameChannel control) throws IOException, InterruptedException {
        ProbeFrames.send(control, Tag.PROBE, new ProbeFrames.Request(settings).encode(session));
        Frame answer = control.receiveHeader(PATIENCE);
        if (answer.tag() == Tag.PROBE_BUSY) {
            MemorySegment payload =
                    ProbeFrames.payload(control, answer, Tag.PROBE_BUSY, ProbeFrames.Busy.BYTES, PATIENCE);
            return new ProbeOutcome.Busy(ProbeFrames.Busy.decode(payload).retryAfter());
        }
        MemorySegment payload =
                ProbeFrames.payload(control, answer, Tag.PROBE_READY, ProbeFrames.Ready.BYTES, PATIENCE);
        Duration latency = latency(control);
        Bandwidth rate = rate(target, control, ProbeFrames.Ready.decode(payload).number());
        return new ProbeOutcome.Sampled(new PathSample.Measured(rate, latency));
    }

    private Duration latency(FrameChannel control) throws IOException, InterruptedException {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < PINGS; i++) {
            long start = world.nanoTime();
            ProbeFrames.send(control, Tag.PROBE_PING, ProbeFrames.NOTHING);
            ProbeFrames.expect(control, Tag.PROBE_PING, 0, PATIENCE);
            shortest = Math.min(shortest, world.nanoTime() - start);
        }
        return Duration.ofNanos(shortest / 2);
    }

    private Bandwidth rate(Endpoint target, FrameChannel control, long number)
            throws IOException, InterruptedException {
        List<FrameChannel> lines = new ArrayList<>();
        List<Task> senders = new ArrayList<>();
        AtomicLong sent = new AtomicLong();
        try {
            for (int i = 0; i < settings.connections(); i++) {
                lines.add(join(target, number));
            }
            ProbeFrames.send(control, Tag.PROBE_START, ProbeFrames.NOTHING);
            for (FrameChannel line : lines) {
                senders.add(world.spawn("probing " + target, () -> fill(line, sent)));
            }
            Duration longest = settings.longest().plus(PATIENCE);
            MemorySegment payload = ProbeFrames.expect(control, Tag.PROBE_RESULT, ProbeFrames.Result.BYTES, longest);
            return rateOf(ProbeFrames.Result.decode(payload), sent.get());
        } finally {
            lines.forEach(FrameChannel::close);
            for (Task sender : senders) {
                sender.join(PATIENCE);
            }
        }
    }

    private FrameChannel join(Endpoint target, long number) throws IOException, InterruptedException {
        Connection connection = world.connect(target, PATIENCE);
        try {
            FrameChannel line = new FrameChannel(world, connection);
            ProbeFrames.send(line, Tag.PROBE_JOIN, new ProbeFrames.Join(number).encode(session));
            ProbeFrames.expect(line, Tag.PROBE_READY, ProbeFrames.Ready.BYTES, PATIENCE);
            return line;
        } catch (IOException | InterruptedException e) {
            connection.close();
            throw e;
        }
    }

    /** Sends until the other end has seen enough, or all connections together have sent what is enough. */
    private void fill(FrameChannel line, AtomicLong sent) {
        Frame frame = Frame.control(Tag.PROBE_DATA, ProbeFrames.LARGEST_DATA);
        try {
            while (true) {
                long before = sent.getAndAdd(frame.length());
                if (before >= settings.bytes()) {
                    return;
                }
                line.send(frame, noise.asSlice(before % NOISE_BYTES, frame.length()));
            }
        } catch (IOException e) {
            LOG.trace("The other end has seen enough", e);
        } catch (InterruptedException e) {
            LOG.trace("The probe is broken off", e);
        }
    }

    private Bandwidth rateOf(ProbeFrames.Result result, long sent) throws IOException {
        if (result.received() > sent) {
            throw new ProtocolException("more arrived than was sent: " + result.received() + " of " + sent + " bytes");
        }
        if (result.counted() > 0 && result.nanos() > 0) {
            return new Bandwidth(Math.clamp(result.counted() * 8e9 / result.nanos(), 1, 1e18));
        }
        if (result.received() >= settings.bytes()) {
            return Bandwidth.UNLIMITED;
        }
        throw new IOException("only " + result.received() + " bytes arrived within "
                + settings.longest().toSeconds() + " s");
    }
}
