package io.gossamer.train.arrival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many windows lie between two deliveries of a client in the long run, 1 / Pr(i in a window). */
final class DeliveryRates {
    private static final int MOST_WINDOWS = 20_000;

    private DeliveryRates() {}

    /** For each client; known for plans that are periodic. */
    static double[] windowsPerDelivery(ArrivalPlan plan) {
        double[] times = plan.times().means();
        return switch (plan.schedule()) {
            case Schedule.Ticks ticks -> Arrays.stream(times).map(ticks::ticks).toArray();
            case Schedule.FirstArrivals any -> {
                int wanted = plan.wanted();
                if (wanted == times.length) {
                    yield Arrays.stream(times).map(time -> 1).toArray();
                }
                yield wanted == 1
                        ? Arrays.stream(times)
                                .map(time -> time * plan.times().totalRate())
                                .toArray()
                        : ofPeriod(plan);
            }
        };
    }

    /** Counts in one period, or in many windows if none shows. */
    private static double[] ofPeriod(ArrivalPlan plan) {
        Arrivals arrivals = new Arrivals(plan.with(Weighing.IDENTICAL));
        Map<List<Long>, Integer> seen = new HashMap<>();
        List<long[]> deliveries = new ArrayList<>();
        while (true) {
            int windows = deliveries.size();
            deliveries.add(arrivals.deliveries());
            Integer before = seen.put(state(arrivals), windows);
            if (before != null) {
                return rates(deliveries.get(before), deliveries.get(windows), windows - before);
            }
            if (windows == MOST_WINDOWS) {
                return rates(deliveries.getFirst(), deliveries.getLast(), windows);
            }
            arrivals.next();
        }
    }

    private static List<Long> state(Arrivals arrivals) {
        return Arrays.stream(arrivals.remaining())
                .mapToObj(left -> Math.round(left / Arrivals.SAME_TIME))
                .toList();
    }

    private static double[] rates(long[] from, long[] to, int windows) {
        double[] rates = new double[from.length];
        Arrays.setAll(rates, client -> (double) windows / (to[client] - from[client]));
        return rates;
    }
}
