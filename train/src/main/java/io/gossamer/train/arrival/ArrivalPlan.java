package io.gossamer.train.arrival;

import io.gossamer.core.failure.GossamerException;

/**
 * All that decides who delivers when, and with which weight.
 *
 * @param times of M clients
 * @param schedule when windows close
 * @param weighing of contributions
 * @param atWork how many clients work at a time, 1 to M. Whenever some have delivered, as many are drawn uniformly from those
 *     who rest, and start
 * @param dropout probability that a contribution is lost on its way, in [0, 1); its client starts again with the others
 * @param discount exponent b of FedAsync's staleness discount (1 + a)^-b, 0 for none
 * @param seed of the draws
 */
public record ArrivalPlan(
        ClientTimes times,
        Schedule schedule,
        Weighing weighing,
        int atWork,
        double dropout,
        double discount,
        long seed) {
    public ArrivalPlan {
        if (atWork < 1 || atWork > times.clients()) {
            throw new GossamerException(
                    atWork + " of " + times.clients() + " clients cannot be at work",
                    "Lower participants, or raise clients.");
        }
        if (schedule instanceof Schedule.FirstArrivals first && first.count() > atWork) {
            throw new GossamerException(
                    first.count() + " contributions of " + atWork + " clients make no aggregation",
                    "Lower buffer, or raise clients or participants.");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("a dropout of " + dropout);
        }
    }

    /** All clients at work, nothing lost, no discount. */
    public static ArrivalPlan of(ClientTimes times, Schedule schedule, Weighing weighing) {
        return new ArrivalPlan(times, schedule, weighing, times.clients(), 0, 0, 0);
    }

    /** How many arrivals close a window; ticks close it without. */
    int wanted() {
        return switch (schedule) {
            case Schedule.FirstArrivals first -> first.count() == 0 ? atWork : first.count();
            case Schedule.Ticks any -> 1;
        };
    }

    /** Whether deliveries repeat with a period, so that their rates are known beforehand. */
    boolean periodic() {
        return times.noise() == 0 && atWork == times.clients() && dropout == 0;
    }

    /** The same with other weights. */
    ArrivalPlan with(Weighing other) {
        return new ArrivalPlan(times, schedule, other, atWork, dropout, discount, seed);
    }
}
