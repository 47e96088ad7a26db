package io.gossamer.net.simulation;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The monotonic clock of a machine. It has an origin of its own, gains or loses time at a rate of its own, and may jump
 * ahead; the machine's sleeps and timeouts follow it.
 */
final class NodeClock {
    /** Waits that are longer than this, about 146 years, have no end. */
    private static final long LONGEST_WAIT_SECONDS = Long.MAX_VALUE / 2 / 1_000_000_000;

    private final LongSupplier virtualTime;

    /** When, in virtual time, this clock showed {@link #shown}. */
    private long since;

    private long shown;
    private double drift;

    NodeClock(LongSupplier virtualTime, long origin) {
        this.virtualTime = virtualTime;
        this.shown = origin;
    }

    /** What it shows now. */
    long now() {
        return at(virtualTime.getAsLong());
    }

    /** What it will show {@code timeout} from now by its own measure; {@link EventLoop#NEVER} if that is too far off. */
    long deadline(Duration timeout) {
        return deadline(nanos(timeout));
    }

    /** @param timeout from {@link #nanos} */
    long deadline(long timeout) {
        return timeout == EventLoop.NEVER ? EventLoop.NEVER : now() + timeout;
    }

    /** The nanoseconds of a timeout; {@link EventLoop#NEVER} if it is too long to ever come. */
    static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        return timeout.toSeconds() >= LONGEST_WAIT_SECONDS ? EventLoop.NEVER : timeout.toNanos();
    }

    /** The first moment of virtual time at which this clock shows {@code time} or more, as it runs now. */
    long moment(long time) {
        if (time == EventLoop.NEVER) {
            return EventLoop.NEVER;
        }
        long passing = time - shown;
        if (drift == 0) {
            return since + passing;
        }
        long moment = since + (long) (passing / (1 + drift));
        while (at(moment) < time) {
            moment++;
        }
        while (at(moment - 1) >= time) {
            moment--;
        }
        return moment;
    }

    /** Jumps. Whoever waits for a time of this clock must look at it again. */
    void jump(Duration offset) {
        settle();
        shown += offset.toNanos();
    }

    /** Goes on at another rate. Whoever waits for a time of this clock must look at it again. */
    void drift(double rate) {
        settle();
        drift = rate;
    }

    private void settle() {
        shown = now();
        since = virtualTime.getAsLong();
    }

    private long at(long moment) {
        long passed = moment - since;
        return drift == 0 ? shown + passed : shown + passed + (long) Math.floor(passed * drift);
    }
}
