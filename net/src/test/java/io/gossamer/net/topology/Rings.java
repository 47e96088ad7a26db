package io.gossamer.net.topology;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Instances for the tests, and all rings of them. */
final class Rings {
    private Rings() {}

    /** Costs in [0, 1), of which a share is infinite. */
    static CostMatrix random(long seed, int size, double unreachable) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
        double[][] costs = new double[size][size];
        for (double[] row : costs) {
            for (int to = 0; to < size; to++) {
                double cost = random.nextDouble();
                row[to] = random.nextDouble() < unreachable ? Double.POSITIVE_INFINITY : cost;
            }
        }
        return CostMatrix.of(costs);
    }

    /** Small whole numbers, so that many rings cost the same. */
    static CostMatrix withTies(long seed, int size) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 1);
        double[][] costs = new double[size][size];
        for (double[] row : costs) {
            for (int to = 0; to < size; to++) {
                row[to] = 1 + random.nextInt(3);
            }
        }
        return CostMatrix.of(costs);
    }

    static Ring shuffled(long seed, int size) {
        return Ring.of(RandomStream.of(seed, Purpose.TEST, -1, 0, 2).permutation(size));
    }

    /** All (n - 1)! rings. */
    static void forEach(int size, Consumer<Ring> action) {
        List<Integer> prefix = new ArrayList<>(List.of(0));
        extend(prefix, size, action);
    }

    private static void extend(List<Integer> prefix, int size, Consumer<Ring> action) {
        if (prefix.size() == size) {
            action.accept(new Ring(prefix));
            return;
        }
        for (int node = 1; node < size; node++) {
            if (!prefix.contains(node)) {
                prefix.add(node);
                extend(prefix, size, action);
                prefix.removeLast();
            }
        }
    }

    /** The cost of the first of all rings in that order. */
    static RingCost first(CostMatrix costs, Comparator<RingCost> order) {
        List<RingCost> first = new ArrayList<>();
        forEach(costs.size(), ring -> {
            RingCost cost = ring.cost(costs);
            if (first.isEmpty() || order.compare(cost, first.getFirst()) < 0) {
                first.clear();
                first.add(cost);
            }
        });
        return first.getFirst();
    }
}
