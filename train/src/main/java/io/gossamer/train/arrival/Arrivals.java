package io.gossamer.train.arrival;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The windows of a plan one after another. Arrivals at the same time are in the order of the clients. Two of the same plan
 * tell the same windows, so that whoever goes on from a checkpoint need only skip those that were.
 */
public final class Arrivals {
    private static final int NO_CLIENT = -1;
    /** Sums of times that are equal but for rounding are ties, too, or the order of arrivals would drift in long runs. */
    static final double SAME_TIME = 1e-7;

    private static final double RESTS = Double.POSITIVE_INFINITY;

    private final ArrivalPlan plan;
    private final int clients;
    /** Windows between two deliveries; empty if only counting tells. */
    private final Optional<double[]> windowsPerDelivery;
    /** When each client arrives, on the schedule's clock. */
    private final double[] due;

    private final long[] turns;
    private final long[] received;
    private final long[] deliveries;
    private double clock;
    private long opened;
    private long aggregations;
    private long contributions;
    private long stalenessSum;
    private long stalest;

    public Arrivals(ArrivalPlan plan) {
        this.plan = plan;
        this.clients = plan.times().clients();
        boolean known = plan.weighing() == Weighing.UNBIASED && plan.periodic();
        this.windowsPerDelivery = known ? Optional.of(DeliveryRates.windowsPerDelivery(plan)) : Optional.empty();
        this.due = new double[clients];
        this.turns = new long[clients];
        this.received = new long[clients];
        this.deliveries = new long[clients];
        Arrays.fill(due, RESTS);
        start(plan.atWork());
    }

    /** Skips windows until {@code count} aggregations are done. */
    public void skipTo(long count) {
        while (aggregations < count) {
            next();
        }
    }

    public Standing standing() {
        double mean = contributions == 0 ? 0 : (double) stalenessSum / contributions;
        return new Standing(aggregations, plan.schedule().time(clock), contributions, mean, stalest);
    }

    /** The next window in which something arrives. */
    public Window next() {
        while (true) {
            int[] arrived = close();
            int[] heard = Arrays.stream(arrived).filter(this::isHeard).sorted().toArray();
            Arrays.stream(arrived).forEach(client -> due[client] = RESTS);
            if (heard.length > 0) {
                return aggregate(heard, arrived);
            }
            Arrays.stream(arrived).forEach(client -> turns[client]++);
            start(arrived.length);
        }
    }

    /** Closes the window that is open, and tells who has arrived in it, those that are not heard included. */
    private int[] close() {
        int[] order = IntStream.range(0, clients)
                .filter(client -> due[client] < RESTS)
                .boxed()
                .sorted(Comparator.comparingLong((Integer client) -> Math.round(due[client] / SAME_TIME))
                        .thenComparingInt(client -> client))
                .mapToInt(Integer::intValue)
                .toArray();
        return switch (plan.schedule()) {
            case Schedule.FirstArrivals any -> {
                int taken = 0;
                for (int heard = 0; heard < plan.wanted() && taken < order.length; taken++) {
                    heard += isHeard(order[taken]) ? 1 : 0;
                }
                clock = Math.max(clock, due[order[taken - 1]]);
                opened++;
                yield Arrays.copyOf(order, taken);
            }
            case Schedule.Ticks any -> {
                double tick = Math.max(clock + 1, due[order[0]]);
                opened += Math.round(tick - clock);
                clock = tick;
                yield Arrays.stream(order).filter(client -> due[client] <= tick).toArray();
            }
        };
    }

    private boolean isHeard(int client) {
        return plan.dropout() == 0
                || RandomStream.of(plan.seed(), Purpose.PARTICIPATION, client, turns[client], 0)
                                .nextDouble()
                        >= plan.dropout();
    }

    private Window aggregate(int[] heard, int[] arrived) {
        long number = aggregations;
        long[] own = Arrays.stream(heard).mapToLong(client -> turns[client]).toArray();
        long[] staleness = Arrays.stream(heard)
                .mapToLong(client -> number - received[client])
                .toArray();
        double[] weights = new double[heard.length];
        double[] factors = new double[heard.length];
        for (int place = 0; place < heard.length; place++) {
            double discount = Math.pow(1 + staleness[place], -plan.discount());
            factors[place] = discount * factor(heard[place], heard.length);
            weights[place] = factors[place] / heard.length;
            deliveries[heard[place]]++;
            stalenessSum += staleness[place];
            stalest = Math.max(stalest, staleness[place]);
        }
        contributions += heard.length;
        aggregations++;
        Arrays.stream(arrived).forEach(client -> turns[client]++);
        double time = plan.schedule().time(clock);
        return new Window(number, time, heard, own, staleness, weights, factors, start(arrived.length));
    }

    /** The undiscounted weight times the number of contributors. */
    private double factor(int client, int contributors) {
        if (plan.weighing() == Weighing.IDENTICAL) {
            return 1;
        }
        double windows = windowsPerDelivery
                .map(known -> known[client])
                .orElseGet(() -> (double) opened / (deliveries[client] + 1));
        return windows * contributors / clients;
    }

    /** So many of those who rest start with the newest model. */
    private int[] start(int count) {
        int[] resting = IntStream.range(0, clients)
                .filter(client -> due[client] == RESTS)
                .toArray();
        int[] starting = resting.length == count
                ? resting
                : Arrays.stream(RandomStream.of(plan.seed(), Purpose.CLIENT_SAMPLING, NO_CLIENT, opened, 0)
                                .permutation(resting.length))
                        .limit(count)
                        .map(place -> resting[place])
                        .sorted()
                        .toArray();
        for (int client : starting) {
            received[client] = aggregations;
            due[client] = plan.schedule().arrival(clock, plan.times().of(client, turns[client]));
        }
        return starting;
    }

    /** Who works from the start on, before the first window. */
    public int[] working() {
        return IntStream.range(0, clients).filter(client -> due[client] < RESTS).toArray();
    }

    long[] deliveries() {
        return deliveries.clone();
    }

    /** How long on the schedule's clock until each client arrives. */
    double[] remaining() {
        return Arrays.stream(due).map(at -> at - clock).toArray();
    }
}
