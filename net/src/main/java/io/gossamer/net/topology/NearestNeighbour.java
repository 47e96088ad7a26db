package io.gossamer.net.topology;

import java.util.stream.IntStream;

/** Rings built by always going on to the nearest node that is left, the lowest one of several. */
final class NearestNeighbour {
    private static final int MOST_STARTS = 32;

    private NearestNeighbour() {}

    static int[] from(int start, CostMatrix costs, EdgeWeights weights) {
        boolean[] visited = new boolean[costs.size()];
        int[] order = new int[costs.size()];
        order[0] = start;
        visited[start] = true;
        for (int place = 1; place < order.length; place++) {
            order[place] = nearest(order[place - 1], visited, weights);
            visited[order[place]] = true;
        }
        return order;
    }

    private static int nearest(int node, boolean[] visited, EdgeWeights weights) {
        int nearest = -1;
        for (int candidate = 0; candidate < visited.length; candidate++) {
            if (!visited[candidate] && (nearest < 0 || weights.of(node, candidate) < weights.of(node, nearest))) {
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** The best of those from several starts. */
    static Ring best(CostMatrix costs, Objective objective) {
        EdgeWeights weights = new EdgeWeights(costs, Double.POSITIVE_INFINITY);
        int starts = Math.min(costs.size(), MOST_STARTS);
        return IntStream.range(0, starts)
                .map(i -> (int) ((long) i * costs.size() / starts))
                .mapToObj(start -> Ring.of(from(start, costs, weights)))
                .reduce((best, next) -> objective.prefers(next.cost(costs), best.cost(costs)) ? next : best)
                .orElseThrow();
    }
}
