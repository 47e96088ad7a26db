package io.gossamer.net.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the order of a ring from measured costs: an asymmetric travelling salesman problem. Few nodes are solved exactly,
 * more by local search from the best of several greedy rings. The same costs, seed and steps give the same answer on every
 * machine.
 */
public final class RingSolver {
    /** Up to so many nodes the answer is the best of all. */
    public static final int EXACT_NODES = ExactRing.MOST_NODES;

    /** Steps that serve a hundred nodes well, about half a second of work; see {@link RingImprover#improve}. */
    public static final int DEFAULT_STEPS = 100_000;

    private final Objective objective;
    private final long seed;
    private final int steps;

    /** @param steps how long to search where the answer is not exact */
    public RingSolver(Objective objective, long seed, int steps) {
        this.objective = objective;
        this.seed = seed;
        this.steps = steps;
    }

    public RingSolver(Objective objective, long seed) {
        this(objective, seed, DEFAULT_STEPS);
    }

    /**
     * The ring, or the nodes that keep the others from having one. With more than 20 nodes and no ring, there is one more
     * search for every node that has to be left out, except for those that no other reaches or that reach no other.
     */
    public RingAnswer solve(CostMatrix costs) {
        return ring(costs)
                .<RingAnswer>map(ring -> new RingAnswer.Found(ring, ring.cost(costs), costs.size() <= EXACT_NODES))
                .orElseGet(() -> blame(costs));
    }

    /** The best ring that can be found in which every node reaches the next. */
    private Optional<Ring> ring(CostMatrix costs) {
        if (costs.size() <= EXACT_NODES) {
            return ExactRing.best(costs, objective);
        }
        if (fewestWays(costs) == 0) {
            return Optional.empty();
        }
        Optional<Ring> found = search(costs, NearestNeighbour.best(costs, objective));
        if (found.isEmpty() && costs.size() <= Subrings.MOST_NODES) {
            return new Subrings(costs, costs.highest()).ring().flatMap(start -> search(costs, start));
        }
        return found;
    }

    private Optional<Ring> search(CostMatrix costs, Ring start) {
        RingSearch search = new RingSearch(costs, objective, seed, start);
        for (int i = 0; i < steps; i++) {
            search.step();
        }
        return Optional.of(search.best()).filter(ring -> search.bestCost().usable());
    }

    private RingAnswer blame(CostMatrix costs) {
        if (costs.size() <= Subrings.MOST_NODES) {
            Subrings subrings = new Subrings(costs, costs.highest());
            return new RingAnswer.None(subrings.smallestRemovals(RingAnswer.None.MOST_REMOVALS), true);
        }
        return new RingAnswer.None(List.of(greedyRemoval(costs)), false);
    }

    /** Leaves out the node with the fewest ways to and from those that are left, until these can be joined. */
    private List<Integer> greedyRemoval(CostMatrix costs) {
        List<Integer> kept = new ArrayList<>(nodes(costs));
        List<Integer> removed = new ArrayList<>();
        do {
            Integer loneliest = kept.stream()
                    .min(Comparator.comparingInt(node -> ways(node, kept, costs)))
                    .orElseThrow();
            kept.remove(loneliest);
            removed.add(loneliest);
        } while (ring(costs.among(kept)).isEmpty());
        return removed.stream().sorted().toList();
    }

    private static int fewestWays(CostMatrix costs) {
        List<Integer> nodes = nodes(costs);
        return nodes.stream().mapToInt(node -> ways(node, nodes, costs)).min().orElseThrow();
    }

    private static List<Integer> nodes(CostMatrix costs) {
        return IntStream.range(0, costs.size()).boxed().toList();
    }

    /** How many ways there are to and from the others, in the direction that has fewer. */
    private static int ways(int node, List<Integer> others, CostMatrix costs) {
        int in = 0;
        int out = 0;
        for (int other : others) {
            if (other != node) {
                in += costs.reachable(other, node) ? 1 : 0;
                out += costs.reachable(node, other) ? 1 : 0;
            }
        }
        return Math.min(in, out);
    }
}
