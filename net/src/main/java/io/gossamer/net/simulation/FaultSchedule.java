package io.gossamer.net.simulation;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * All that goes wrong in a simulation, in the order of time.
 *
 * @param faults sorted by their time; simultaneous ones in the order given
 */
public record FaultSchedule(List<Fault> faults) {
    public static final FaultSchedule NONE = new FaultSchedule(List.of());

    private static final double LARGEST_SLOWDOWN = 10;

    public FaultSchedule {
        faults = faults.stream().sorted(Comparator.comparing(Fault::at)).toList();
    }

    public static FaultSchedule of(Fault... faults) {
        return new FaultSchedule(List.of(faults));
    }

    /** How many faults of each kind a random schedule has. */
    public record Mix(int kills, int powerLosses, int freezes, int slowdowns, int partitions) {
        public static final Mix ONE_KILL = new Mix(1, 0, 0, 0, 0);
    }

    /**
     * Draws a schedule: a function of its arguments alone.
     *
     * @param nodes those that may be hit; a node dies at most once
     * @param horizon all faults begin before it, and those that end, end within it
     */
    public static FaultSchedule random(long seed, List<String> nodes, Duration horizon, Mix mix) {
        return new Draw(seed, nodes, horizon).draw(mix);
    }

    private static final class Draw {
        private final RandomStream random;
        private final List<String> nodes;
        private final long horizon;
        private final List<Fault> faults = new ArrayList<>();

        Draw(long seed, List<String> nodes, Duration horizon) {
            this.random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 0, 0);
            this.nodes = nodes;
            this.horizon = horizon.toNanos();
        }

        FaultSchedule draw(Mix mix) {
            int[] mortals = random.permutation(nodes.size());
            int deaths = Math.min(mix.kills + mix.powerLosses, mortals.length);
            for (int i = 0; i < deaths; i++) {
                String node = nodes.get(mortals[i]);
                faults.add(i < mix.kills ? new Fault.Kill(moment(), node) : new Fault.PowerLoss(moment(), node));
            }
            for (int i = 0; i < mix.freezes; i++) {
                Duration at = moment();
                faults.add(new Fault.Freeze(at, anyNode(), lengthFrom(at)));
            }
            for (int i = 0; i < mix.slowdowns; i++) {
                double factor = 1 + random.nextDouble() * (LARGEST_SLOWDOWN - 1);
                faults.add(new Fault.Slowdown(moment(), anyNode(), factor));
            }
            for (int i = 0; i < mix.partitions && nodes.size() > 1; i++) {
                faults.add(partition());
            }
            return new FaultSchedule(faults);
        }

        private Fault partition() {
            int[] order = random.permutation(nodes.size());
            int split = 1 + random.nextInt(nodes.size() - 1);
            Set<String> one = Set.copyOf(pick(order, 0, split));
            Set<String> other = Set.copyOf(pick(order, split, order.length));
            Duration at = moment();
            return random.nextInt(2) == 0
                    ? new Fault.Partition(at, one, other, lengthFrom(at))
                    : new Fault.OneWayPartition(at, one, other, lengthFrom(at));
        }

        private List<String> pick(int[] order, int from, int to) {
            List<String> picked = new ArrayList<>();
            for (int i = from; i < to; i++) {
                picked.add(nodes.get(order[i]));
            }
            return picked;
        }

        private String anyNode() {
            return nodes.get(random.nextInt(nodes.size()));
        }

        private Duration moment() {
            return Duration.ofNanos((long) (random.nextDouble() * horizon));
        }

        private Duration lengthFrom(Duration at) {
            return Duration.ofNanos((long) (random.nextDouble() * (horizon - at.toNanos())));
        }
    }
}
