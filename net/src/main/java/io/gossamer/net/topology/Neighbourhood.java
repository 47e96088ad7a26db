package io.gossamer.net.topology;

/**
 * The moves of a local search where the way back costs something else. Segment insertion without reversal (I. Or's
 * exchange, thesis, Northwestern University 1976, with longer segments; all exchanges of three edges that turn nothing
 * around are of this kind) needs no more than the six edges that change. Turning a segment around changes all edges
 * within, so their weights are added up in both directions while it grows.
 */
final class Neighbourhood {
    /** Longer segments are moved by moving the shorter ones beside them. */
    private static final int LONGEST_SEGMENT = 50;

    private final Tour tour;
    private final EdgeWeights weights;

    Neighbourhood(Tour tour, EdgeWeights weights) {
        this.tour = tour;
        this.weights = weights;
    }

    /** The move behind {@code node} that gains most; it stays if none gains more than rounding could. */
    Move best(int node) {
        int at = tour.place(node);
        return bestReversal(at, bestInsertion(at, new Move.Stay(weights.tolerance())));
    }

    private Move bestInsertion(int at, Move best) {
        int before = tour.node(at);
        int first = tour.node(at + 1);
        int longest = Math.min(LONGEST_SEGMENT, tour.size() - 2);
        for (int length = 1; length <= longest; length++) {
            int last = tour.node(at + length);
            int after = tour.node(at + length + 1);
            double saved = weights.of(before, first) + weights.of(last, after) - weights.of(before, after);
            for (int end = length + 1; end < tour.size(); end++) {
                int left = tour.node(at + end);
                int right = tour.node(at + end + 1);
                double gain =
                        saved + weights.of(left, right) - weights.of(left, first) - weights.of(last, right);
                if (gain > best.gain()) {
                    best = new Move.Insertion(gain, length, end);
                }
            }
        }
        return best;
    }

    private Move bestReversal(int at, Move best) {
        int before = tour.node(at);
        int first = tour.node(at + 1);
        double within = 0;
        for (int length = 2; length < tour.size(); length++) {
            int previous = tour.node(at + length - 1);
            int last = tour.node(at + length);
            int after = tour.node(at + length + 1);
            within += weights.of(previous, last) - weights.of(last, previous);
            double ends = weights.of(before, first) + weights.of(last, after);
            double gain = within + ends - weights.of(before, last) - weights.of(first, after);
            if (gain > best.gain()) {
                best = new Move.Reversal(gain, length);
            }
        }
        return best;
    }
}
