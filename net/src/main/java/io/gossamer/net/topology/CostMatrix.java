package io.gossamer.net.topology;

import java.util.List;

/**
 * What it costs to send from each node to each other one, usually in seconds: at least 0, and infinite where there is no
 * way. The way back may cost something else. Immutable.
 */
public final class CostMatrix {
    private final int size;
    private final double[] costs;
    private final double highest;

    private CostMatrix(int size, double[] costs) {
        this.size = size;
        this.costs = costs;
        double most = 0;
        for (double cost : costs) {
            most = cost < Double.POSITIVE_INFINITY ? Math.max(most, cost) : most;
        }
        this.highest = most;
    }

    /**
     * Takes {@code costs[from][to]}; what stands on the diagonal does not matter.
     *
     * @throws IllegalArgumentException if the matrix is empty or not square, or a cost is negative or no number
     */
    public static CostMatrix of(double[][] costs) {
        int size = costs.length;
        if (size == 0) {
            throw new IllegalArgumentException("a group of no nodes");
        }
        double[] flat = new double[Math.multiplyExact(size, size)];
        for (int from = 0; from < size; from++) {
            if (costs[from].length != size) {
                throw new IllegalArgumentException("row " + from + " of " + size + " has " + costs[from].length);
            }
            for (int to = 0; to < size; to++) {
                flat[from * size + to] = from == to ? 0 : checked(costs[from][to], from, to);
            }
        }
        return new CostMatrix(size, flat);
    }

    private static double checked(double cost, int from, int to) {
        if (!(cost >= 0)) {
            throw new IllegalArgumentException("a cost of " + cost + " from " + from + " to " + to);
        }
        return cost;
    }

    /** How many nodes there are. */
    public int size() {
        return size;
    }

    public double cost(int from, int to) {
        return costs[from * size + to];
    }

    public boolean reachable(int from, int to) {
        return cost(from, to) < Double.POSITIVE_INFINITY;
    }

    /** The highest finite cost, 0 if there is none. */
    double highest() {
        return highest;
    }

    /** The costs among some of the nodes, which are numbered anew in the order given. */
    public CostMatrix among(List<Integer> nodes) {
        double[][] kept = new double[nodes.size()][nodes.size()];
        for (int from = 0; from < kept.length; from++) {
            for (int to = 0; to < kept.length; to++) {
                kept[from][to] = cost(nodes.get(from), nodes.get(to));
            }
        }
        return of(kept);
    }
}
