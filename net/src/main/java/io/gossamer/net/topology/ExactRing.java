package io.gossamer.net.topology;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The best ring of few nodes. */
final class ExactRing {
    /** Beyond, time and memory double with every node. */
    static final int MOST_NODES = 16;

    private ExactRing() {}

    /** The best ring, if there is one in which every node reaches the next. */
    static Optional<Ring> best(CostMatrix costs, Objective objective) {
        double highest = switch (objective) {
            case TOTAL -> costs.highest();
            case BOTTLENECK -> lowestBottleneck(costs);
        };
        return new HeldKarp(costs, highest).ring();
    }

    /** The lowest cost such that a ring exists of edges that cost no more; the highest of all if none exists. */
    private static double lowestBottleneck(CostMatrix costs) {
        int size = costs.size();
        double[] candidates = IntStream.range(0, size * size)
                .filter(pair -> pair / size != pair % size)
                .mapToDouble(pair -> costs.cost(pair / size, pair % size))
                .filter(cost -> cost < Double.POSITIVE_INFINITY)
                .sorted()
                .distinct()
                .toArray();
        int below = -1;
        int enough = candidates.length - 1;
        while (enough - below > 1) {
            int middle = (below + enough) >>> 1;
            if (new Subrings(costs, candidates[middle]).joinsAll()) {
                enough = middle;
            } else {
                below = middle;
            }
        }
        return Arrays.stream(candidates).skip(Math.max(0, enough)).findFirst().orElse(0);
    }
}
