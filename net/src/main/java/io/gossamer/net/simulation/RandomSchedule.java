package io.gossamer.net.simulation;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.simulation.FaultSchedule.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Draws one fault schedule. */
final class RandomSchedule {
    private static final double LARGEST_SLOWDOWN = 10;
    private static final double LARGEST_LOSS = 0.3;
    private static final double LARGEST_REORDERING = 0.5;
    private static final double LARGEST_DRIFT = 1e-3;
    private static final long LONGEST_DELAY = Duration.ofSeconds(1).toNanos();
    private static final long LARGEST_JUMP = Duration.ofSeconds(5).toNanos();

    /** Throttled rates are spread evenly over the orders of magnitude from 100 kbit/s to 100 Mbit/s. */
    private static final double SMALLEST_RATE = 1e5;

    private static final double ORDERS_OF_RATE = 3;

    private final RandomStream random;
    private final List<String> nodes;
    private final long horizon;
    private final List<Fault> faults = new ArrayList<>();
    private int[] order;
    private int used;

    RandomSchedule(long seed, List<String> nodes, Duration horizon) {
        this.random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 0, 0);
        this.nodes = List.copyOf(nodes);
        this.horizon = horizon.toNanos();
    }

    FaultSchedule draw(FaultSchedule.Mix mix) {
        order = random.permutation(nodes.size());
        forEachVictim(mix.count(Kind.KILL), node -> faults.add(new Fault.Kill(moment(), node)));
        forEachVictim(mix.count(Kind.POWER_LOSS), node -> faults.add(new Fault.PowerLoss(moment(), node)));
        times(mix.count(Kind.FREEZE), () -> {
            Duration at = moment();
            return new Fault.Freeze(at, anyNode(), lengthFrom(at));
        });
        times(mix.count(Kind.SLOWDOWN), () -> {
            double factor = 1 + random.nextDouble() * (LARGEST_SLOWDOWN - 1);
            return new Fault.Slowdown(moment(), anyNode(), factor);
        });
        forEachVictim(mix.count(Kind.CRASH), this::crash);
        forEachVictim(mix.count(Kind.JOIN), node -> faults.add(new Fault.Join(moment(), node)));
        times(mix.count(Kind.CLOCK), this::clock);
        if (nodes.size() > 1) {
            times(mix.count(Kind.PARTITION), this::partition);
            times(mix.count(Kind.DELAY), this::delay);
            times(mix.count(Kind.THROTTLE), this::throttle);
            times(mix.count(Kind.LOSS), this::loss);
            times(mix.count(Kind.REORDERING), this::reordering);
        }
        return new FaultSchedule(faults);
    }

    private void forEachVictim(int count, Consumer<String> hit) {
        for (int i = 0; i < count && used < order.length; i++) {
            hit.accept(nodes.get(order[used++]));
        }
    }

    private void times(int count, Supplier<Fault> fault) {
        for (int i = 0; i < count; i++) {
            faults.add(fault.get());
        }
    }

    private void crash(String node) {
        Duration at = moment();
        switch (random.nextInt(3)) {
            case 0 -> faults.add(new Fault.Restart(at, node));
            case 1 -> {
                faults.add(new Fault.Kill(at, node));
                faults.add(new Fault.Restart(at.plus(lengthFrom(at)), node));
            }
            default -> {
                faults.add(new Fault.PowerLoss(at, node));
                faults.add(new Fault.Restart(at.plus(lengthFrom(at)), node));
            }
        }
    }

    private Fault clock() {
        return random.nextInt(2) == 0
                ? new Fault.Skew(moment(), anyNode(), upTo(LARGEST_JUMP))
                : new Fault.Drift(moment(), anyNode(), (2 * random.nextDouble() - 1) * LARGEST_DRIFT);
    }

    private Fault partition() {
        int[] shuffled = random.permutation(nodes.size());
        int split = 1 + random.nextInt(nodes.size() - 1);
        Set<String> one = pick(shuffled, 0, split);
        Set<String> other = pick(shuffled, split, shuffled.length);
        Duration at = moment();
        return random.nextInt(2) == 0
                ? new Fault.Partition(at, one, other, lengthFrom(at))
                : new Fault.OneWayPartition(at, one, other, lengthFrom(at));
    }

    private Fault delay() {
        Duration at = moment();
        return new Fault.Delay(at, route(), upTo(LONGEST_DELAY), lengthFrom(at));
    }

    private Fault throttle() {
        Duration at = moment();
        double rate = Math.rint(SMALLEST_RATE * Math.pow(10, ORDERS_OF_RATE * random.nextDouble()));
        return new Fault.Throttle(at, route(), new Bandwidth(rate), lengthFrom(at));
    }

    private Fault loss() {
        Duration at = moment();
        return new Fault.Loss(at, route(), random.nextDouble() * LARGEST_LOSS, lengthFrom(at));
    }

    private Fault reordering() {
        Duration at = moment();
        double share = random.nextDouble() * LARGEST_REORDERING;
        return new Fault.Reordering(at, route(), share, upTo(LONGEST_DELAY), lengthFrom(at));
    }

    private Route route() {
        int[] shuffled = random.permutation(nodes.size());
        String one = nodes.get(shuffled[0]);
        String other = nodes.get(shuffled[1]);
        return switch (random.nextInt(3)) {
            case 0 -> Route.of(one);
            case 1 -> Route.between(one, other);
            default -> Route.oneWay(one, other);
        };
    }

    private Set<String> pick(int[] shuffled, int from, int to) {
        Set<String> picked = new HashSet<>();
        for (int i = from; i < to; i++) {
            picked.add(nodes.get(shuffled[i]));
        }
        return picked;
    }

    private String anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private Duration moment() {
        return upTo(horizon);
    }

    private Duration lengthFrom(Duration at) {
        return upTo(horizon - at.toNanos());
    }

    private Duration upTo(long nanos) {
        return Duration.ofNanos((long) (random.nextDouble() * nanos));
    }
}
