package io.gossamer.net.topology;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The moves of a local search where the way back costs something else.
 *
 * <p>Segment insertion without reversal (I. Or's exchange, thesis, Northwestern University 1976, with segments of any
 * length) covers all exchanges of three edges that turn nothing around. It is searched by the gain criterion of S. Lin and
 * B. W. Kernighan, "An effective heuristic algorithm for the traveling-salesman problem", Operations Research 21(2), 1973:
 * an exchange that gains in all does so in every part if one begins at the right edge, so with the nearest nodes first
 * most of it is never looked at. Turning a segment around changes all edges within; their weights are added up in both
 * directions while it grows.
 */
final class Neighbourhood {
    private final Tour tour;
    private final EdgeWeights weights;
    private final int[][] nearest;

    /** @param nearest for each node the others, those first that it reaches at the lowest cost */
    Neighbourhood(Tour tour, EdgeWeights weights, int[][] nearest) {
        this.tour = tour;
        this.weights = weights;
        this.nearest = nearest;
    }

    static int[][] nearest(CostMatrix costs) {
        return IntStream.range(0, costs.size())
                .mapToObj(from -> IntStream.range(0, costs.size())
                        .filter(to -> to != from)
                        .boxed()
                        .sorted(Comparator.comparingDouble(to -> costs.cost(from, to)))
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toArray(int[][]::new);
    }

    /** The move behind {@code node} that gains most; it stays if none gains more than rounding could. */
    Move best(int node) {
        int at = tour.place(node);
        return bestReversal(at, bestInsertion(at, new Move.Stay(weights.tolerance())));
    }

    /** The segment ends where the node would rather go on. */
    private Move bestInsertion(int at, Move best) {
        int before = tour.node(at);
        double edge = weights.of(before, tour.node(at + 1));
        for (int after : nearest[before]) {
            double gain = edge - weights.of(before, after);
            if (gain <= weights.tolerance()) {
                break;
            }
            best = bestTarget(at, tour.ahead(at, after) - 1, gain, best);
        }
        return best;
    }

    /** The segment of that length goes before the node that its last one would rather go on to. */
    private Move bestTarget(int at, int length, double gainSoFar, Move best) {
        int first = tour.node(at + 1);
        int last = tour.node(at + length);
        double gainBefore = gainSoFar + weights.of(last, tour.node(at + length + 1));
        for (int right : nearest[last]) {
            double partial = gainBefore - weights.of(last, right);
            if (partial <= weights.tolerance()) {
                break;
            }
            int end = tour.ahead(at, right) - 1;
            if (end > length) {
                int left = tour.node(at + end);
                double gain = partial + weights.of(left, right) - weights.of(left, first);
                best = gain > best.gain() ? new Move.Insertion(gain, length, end) : best;
            }
        }
        return best;
    }

    private Move bestReversal(int at, Move best) {
        int before = tour.node(at);
        int first = tour.node(at + 1);
        double edge = weights.of(before, first);
        double within = 0;
        int last = first;
        for (int length = 2; length < tour.size(); length++) {
            int previous = last;
            last = tour.node(at + length);
            within += weights.of(previous, last) - weights.of(last, previous);
            int after = tour.node(at + length + 1);
            double gain = within + edge + weights.of(last, after) - weights.of(before, last) - weights.of(first, after);
            if (gain > best.gain()) {
                best = new Move.Reversal(gain, length);
            }
        }
        return best;
    }
}
