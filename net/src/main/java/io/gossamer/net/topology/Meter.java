package io.gossamer.net.topology;

/**
 * Counts what arrives over all connections of a probe. The first quarter of the time or of the bytes is the warm-up, in
 * which flows find their speed. Bytes come in bursts, so what counts are whole ones, from the end of that which ended the
 * warm-up to the end of the last but one: a burst may still go on when the probe is over.
 */
final class Meter {
    private static final int WARM_UP_PARTS = 4;
    /** So many bursts make a measurement, however long that takes. */
    private static final int FEWEST_BURSTS = 8;

    private final long nanos;
    private final long bytes;
    private long received;
    private long firstArrival;
    private boolean warm;
    private long start;
    private long end;
    private long counted;
    private int bursts;
    private long burstTime;
    private long burstBytes;

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
            firstArrival = now;
        }
        received += count;
        if (!warm) {
            warm = now - firstArrival >= nanos / WARM_UP_PARTS || received >= bytes / WARM_UP_PARTS;
            start = now;
            end = now;
            burstTime = now;
        } else if (now > burstTime) {
            closeBurst();
            burstTime = now;
            burstBytes = count;
        } else {
            burstBytes += count;
        }
        return received >= bytes || now - firstArrival >= nanos && bursts >= FEWEST_BURSTS;
    }

    private void closeBurst() {
        if (burstTime > start) {
            counted += burstBytes;
            end = burstTime;
            bursts++;
        }
    }

    synchronized ProbeFrames.Result result() {
        return new ProbeFrames.Result(received, counted, end - start);
    }
}
