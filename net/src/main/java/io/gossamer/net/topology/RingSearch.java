package io.gossamer.net.topology;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayDeque;

/**
 * Iterated local search (O. Martin, S. W. Otto, E. W. Felten, "Large-step Markov chains for the traveling salesman
 * problem", Complex Systems 5(3), 1991, at temperature zero): a local optimum is perturbed by a double bridge, repaired by
 * local search around the four joints, and taken back if it came out worse; after many perturbations in vain the search
 * starts from elsewhere. It goes on step by step, each of which looks at the moves behind one node, so that a number of
 * steps and a seed give the same ring on every machine, in however many portions they are taken.
 *
 * <p>The bottleneck is lowered by search for a ring without the edges that cost as much as the best one's dearest, after
 * the threshold algorithm for bottleneck problems; every second start keeps it and lowers the sum instead.
 */
final class RingSearch {
    private static final int FEWEST_TO_PERTURB = 4;
    /** The inner parts of a double bridge are no longer, so that the search goes on in one place. */
    private static final int LONGEST_PART = 10;

    private final CostMatrix costs;
    private final Objective objective;
    private final RandomStream random;
    private final Tour tour;
    private final int[][] nearest;
    private final double lowestBottleneck;
    private final int patience;

    /** Nodes whose moves are still to be looked at, each once. */
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();

    private final boolean[] queued;

    private double currentBar = Double.NaN;
    private EdgeWeights weights;
    private Neighbourhood neighbourhood;
    private int[] accepted;
    private double acceptedWeight;
    private Ring best;
    private RingCost bestCost;
    private double bestWeight;
    private boolean lowering = true;
    private int inVain;

    RingSearch(CostMatrix costs, Objective objective, long seed, Ring start) {
        this.costs = costs;
        this.objective = objective;
        this.random = RandomStream.of(seed, Purpose.TOPOLOGY, -1, 0, 0);
        this.best = start;
        this.bestCost = start.cost(costs);
        this.tour = new Tour(start.toArray());
        this.accepted = start.toArray();
        this.queued = new boolean[costs.size()];
        this.nearest = Neighbourhood.nearest(costs);
        this.lowestBottleneck = lowestBottleneck(costs);
        this.patience = 20 + 10 * costs.size();
        setBar();
    }

    /** Every node needs one edge in and one out. */
    private static double lowestBottleneck(CostMatrix costs) {
        double bound = 0;
        for (int node = 0; node < costs.size() && costs.size() > 1; node++) {
            double in = Double.POSITIVE_INFINITY;
            double out = Double.POSITIVE_INFINITY;
            for (int other = 0; other < costs.size(); other++) {
                if (other != node) {
                    in = Math.min(in, costs.cost(other, node));
                    out = Math.min(out, costs.cost(node, other));
                }
            }
            bound = Math.max(bound, Math.max(in, out));
        }
        return bound;
    }

    Ring best() {
        return best;
    }

    RingCost bestCost() {
        return bestCost;
    }

    /** Looks at one node's moves, or leaves a local optimum. */
    void step() {
        Integer node = queue.poll();
        if (node == null) {
            settle();
        } else {
            queued[node] = false;
            apply(node, neighbourhood.best(node));
        }
    }

    private void apply(int node, Move move) {
        int at = tour.place(node);
        switch (move) {
            case Move.Stay _ -> {}
            case Move.Insertion insertion -> {
                enqueueAround(at, at + insertion.length(), at + insertion.end());
                tour.swapSegments(at, insertion.length(), insertion.end());
            }
            case Move.Reversal reversal -> {
                enqueueAround(at, at + reversal.length());
                tour.reverse(at, reversal.length());
            }
        }
    }

    /** The nodes on both sides of the joints behind these places. */
    private void enqueueAround(int... places) {
        for (int at : places) {
            enqueue(tour.node(at));
            enqueue(tour.node(at + 1));
        }
    }

    private void enqueueAll() {
        for (int place = 0; place < tour.size(); place++) {
            enqueue(tour.node(place));
        }
    }

    private void enqueue(int node) {
        if (!queued[node]) {
            queued[node] = true;
            queue.add(node);
        }
    }

    /** At a local optimum. */
    private void settle() {
        if (weights.of(tour) < bestWeight) {
            remember();
        }
        double weight = weights.of(tour);
        if (weight <= acceptedWeight) {
            accepted = tour.toArray();
            acceptedWeight = weight;
        } else {
            tour.set(accepted);
        }
        if (queue.isEmpty()) {
            leave();
        }
    }

    private void leave() {
        if (inVain++ < patience && tour.size() >= FEWEST_TO_PERTURB) {
            perturb();
        } else {
            startElsewhere();
        }
    }

    private void remember() {
        Ring ring = Ring.of(tour.toArray());
        RingCost cost = ring.cost(costs);
        if (objective.prefers(cost, bestCost)) {
            best = ring;
            bestCost = cost;
            bestWeight = weights.of(tour);
            inVain = 0;
            setBar();
        }
    }

    private void perturb() {
        int size = tour.size();
        int second = 1 + random.nextInt(size - 3);
        int third = second + 1 + random.nextInt(Math.min(LONGEST_PART, size - 2 - second));
        int fourth = third + 1 + random.nextInt(Math.min(LONGEST_PART, size - 1 - third));
        enqueueAround(second - 1, third - 1, fourth - 1, size - 1);
        tour.doubleBridge(second, third, fourth);
    }

    private void startElsewhere() {
        inVain = 0;
        lowering = !lowering;
        setBar();
        boolean greedy = random.nextInt(2) == 0;
        accepted = greedy
                ? NearestNeighbour.from(random.nextInt(tour.size()), costs, weights)
                : random.permutation(tour.size());
        tour.set(accepted);
        acceptedWeight = weights.of(tour);
        enqueueAll();
    }

    /** Bars what no better ring may hold; with other weights, the tour is no local optimum any more. */
    private void setBar() {
        double bar = bar();
        if (bar != currentBar) {
            currentBar = bar;
            weights = new EdgeWeights(costs, bar);
            neighbourhood = new Neighbourhood(tour, weights, nearest);
            bestWeight = weights.of(new Tour(best.toArray()));
            acceptedWeight = weights.of(new Tour(accepted));
            enqueueAll();
        }
    }

    private double bar() {
        if (objective == Objective.TOTAL || !bestCost.usable()) {
            return Double.POSITIVE_INFINITY;
        }
        boolean canBeLower = lowering && bestCost.bottleneck() > lowestBottleneck;
        return canBeLower ? bestCost.bottleneck() : Math.nextUp(bestCost.bottleneck());
    }
}
