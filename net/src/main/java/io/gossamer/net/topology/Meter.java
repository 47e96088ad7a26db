package io.gossamer.net.topology;

/**
 * Counts what arrives over all connections of a probe. The first quarter of the time or of the bytes is the warm-up, in
 * which flows find their speed. What counts then are the bytes after the arrival that ends the warm-up, up to the last
 * arrival, and the time between the two: whole intervals, so the rate is right also where bytes arrive in bursts.
 */
final class Meter {
    private static final int WARM_UP_PARTS = 4;
    /** So many moments of arrival make a measurement, however long that takes. */
    private static final int FEWEST_MOMENTS = 8;

    private final long nanos;
    private final long bytes;
    private long first;
    private long received;
    private boolean warm;
    private long from;
    private long last;
    private long counted;
    private int moments;

    Meter(ProbeSettings settings) {
        this.nanos = settings.time().toNanos();
        this.bytes = settings.bytes();
    }

    /**
     * Counts bytes that arrived at {@code now}.
     *
     * @return whether that is enough
     */
    synchronized boolean arrived(long now, long count) {
        if (received == 0) {
            first = now;
        }
        received += count;
        if (!warm) {
            warm = now - first >= nanos / WARM_UP_PARTS || received >= bytes / WARM_UP_PARTS;
            from = now;
            last = now;
        } else if (now > from) {
            // What arrives at the very moment is the rest of the burst that ended the warm-up.
            counted += count;
            moments += now > last ? 1 : 0;
            last = Math.max(last, now);
        }
        return received >= bytes || now - first >= nanos && moments >= FEWEST_MOMENTS;
    }

    synchronized ProbeFrames.Result result() {
        return new ProbeFrames.Result(received, counted, last - from);
    }
}
