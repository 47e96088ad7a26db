package io.gossamer.net.topology;

/**
 * The costs as a local search sees them, which compares sums alone: an edge that costs {@code bar} or more is barred and
 * weighs more than any whole ring of edges that are not.
 */
final class EdgeWeights {
    private static final double ROUNDING = 1e-12;

    private final CostMatrix costs;
    private final double bar;
    private final double penalty;

    EdgeWeights(CostMatrix costs, double bar) {
        this.costs = costs;
        this.bar = bar;
        this.penalty = costs.highest() == 0 ? 1 : (costs.size() + 1) * costs.highest();
    }

    double of(int from, int to) {
        double cost = costs.cost(from, to);
        return cost < bar ? cost : penalty + Math.min(cost, costs.highest());
    }

    double of(Tour tour) {
        double sum = 0;
        for (int place = 0; place < tour.size(); place++) {
            sum += of(tour.node(place), tour.node(place + 1));
        }
        return sum;
    }

    /** Smaller differences of sums say nothing. */
    double tolerance() {
        return penalty * ROUNDING;
    }
}
