package io.gossamer.net.shape;

import io.gossamer.core.unit.Bandwidth;
import java.util.function.DoubleSupplier;

/**
 * The arithmetic of the way between two nodes, one direction of one connection: when bytes that left one node reach the
 * access line of the other. Any number of bytes may be under way at once. Order is kept: a chunk that waits for a
 * retransmission holds up all that follow it, as TCP does.
 *
 * <p>A packet of 1500 bytes is lost with the link's probability, again on each further attempt; each attempt adds 1.25
 * round trips (the round trip of the repeat and the quarter that RFC 8985 waits before it calls a packet lost). Losses
 * within one chunk are repaired together, so the chunk waits for its unluckiest packet. The sender's window is not
 * modelled: loss delays, it does not slow down what follows beyond its order.
 */
public final class PathClock {
    static final int PACKET_BYTES = 1500;
    private static final double ROUND_TRIPS_PER_LOSS = 1.25;

    private final long latency;
    private final double loss;
    private final DoubleSupplier uniform;
    private double nanosPerByte;
    private long free = Long.MIN_VALUE;
    private long last = Long.MIN_VALUE;

    /** @param uniform draws from [0, 1), once per chunk when the link loses packets */
    public PathClock(Link link, DoubleSupplier uniform) {
        this.latency = link.latency().toNanos();
        this.loss = link.loss();
        this.uniform = uniform;
    }

    /** Caps this path alone, within the two nodes' access lines. */
    public void cap(Bandwidth rate) {
        nanosPerByte = LinkClock.nanosPerByte(rate.bitsPerSecond());
    }

    /**
     * Sends {@code bytes}, whose last bit leaves the node at {@code departed}, on their way.
     *
     * @return when their last bit reaches the peer's access line, never before that of an earlier call
     */
    public long arrive(long departed, long bytes) {
        free = LinkClock.passWhileArriving(free, departed, Math.round(bytes * nanosPerByte));
        long repair = loss == 0 ? 0 : repair(loss, bytes, latency, uniform.getAsDouble());
        last = Math.max(last, free + latency + repair);
        return last;
    }

    /**
     * How long {@code bytes} wait for the packets of theirs that are lost.
     *
     * @param loss the share of packets that is lost, on each attempt anew; below 1
     * @param latency one way, in nanoseconds
     * @param draw from [0, 1)
     */
    public static long repair(double loss, long bytes, long latency, double draw) {
        return Math.round(2 * latency * ROUND_TRIPS_PER_LOSS) * repeats(loss, bytes, draw);
    }

    /** In how many packets that many bytes travel. */
    public static long packets(long bytes) {
        return Math.ceilDiv(bytes, PACKET_BYTES);
    }

    /** The attempts of the unluckiest packet: P(at most k) = (1 - loss^(k+1))^packets. */
    private static int repeats(double loss, long bytes, double draw) {
        double packets = packets(bytes);
        int repeats = 0;
        for (double lostAgain = loss; draw >= Math.pow(1 - lostAgain, packets); lostAgain *= loss) {
            repeats++;
        }
        return repeats;
    }
}
