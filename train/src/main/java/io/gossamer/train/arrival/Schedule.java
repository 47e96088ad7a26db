package io.gossamer.train.arrival;

/** When a window closes, and with it an aggregation takes place. Its clock counts in units of its own. */
public sealed interface Schedule {
    /**
     * With the first arrivals: asynchronous FedAvg with one, FedBuff with several, FedAvg with all. The clock counts virtual
     * time.
     *
     * @param count c; 0 for all that are at work
     */
    record FirstArrivals(int count) implements Schedule {}

    /**
     * FedFix: at fixed intervals, with all that have arrived. Who is early waits for the tick, where it starts again. The
     * clock counts ticks, whole numbers, so that no rounding of times makes a client miss one.
     *
     * @param interval Delta t
     */
    record Ticks(double interval) implements Schedule {
        /** Relative rounding error of a time that is an exact multiple of the interval. */
        private static final double ROUNDING = 1e-9;

        public Ticks {
            if (!(interval > 0)) {
                throw new IllegalArgumentException("ticks every " + interval);
            }
        }

        /** ceil(duration / Delta t): in which tick a client delivers that starts at a tick. */
        long ticks(double duration) {
            return Math.max(1, (long) Math.ceil(duration / interval * (1 - ROUNDING)));
        }
    }

    /** When on this clock a client arrives that starts at {@code start} and takes {@code duration} of virtual time. */
    default double arrival(double start, double duration) {
        return switch (this) {
            case FirstArrivals any -> start + duration;
            case Ticks ticks -> start + ticks.ticks(duration);
        };
    }

    /** Virtual time of a point on this clock. */
    default double time(double clock) {
        return switch (this) {
            case FirstArrivals any -> clock;
            case Ticks ticks -> clock * ticks.interval;
        };
    }
}
