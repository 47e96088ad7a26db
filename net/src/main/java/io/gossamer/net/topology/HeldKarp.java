package io.gossamer.net.topology;

import java.util.Optional;

/**
 * The shortest ring by dynamic programming over sets of nodes (M. Held, R. M. Karp, "A dynamic programming approach to
 * sequencing problems", J. SIAM 10(1), 1962): for every set of nodes and every node of it, the shortest path from node 0
 * through the set that ends there. n 2^(n-1) numbers of memory, n^2 2^(n-1) steps.
 */
final class HeldKarp {
    private final CostMatrix costs;
    private final double highest;
    /** How many nodes there are besides node 0; node v is bit v - 1 of a set. */
    private final int others;
    /** The shortest path through {@code set} to its member {@code last}, at {@code set * others + last}. */
    private final double[] shortest;

    /** @param highest what an edge may cost; infinite ones never count */
    HeldKarp(CostMatrix costs, double highest) {
        this.costs = costs;
        this.highest = highest;
        this.others = costs.size() - 1;
        this.shortest = new double[(1 << others) * others];
    }

    /** The ring, if there is one; the same one for the same costs, also where several are equally short. */
    Optional<Ring> ring() {
        if (others == 0) {
            return Optional.of(Ring.of(0));
        }
        for (int set = 1; set < 1 << others; set++) {
            for (int left = set; left != 0; left &= left - 1) {
                int last = Integer.numberOfTrailingZeros(left);
                int rest = set ^ 1 << last;
                int previous = previous(rest, last + 1);
                shortest[set * others + last] = length(rest, previous, last + 1);
            }
        }
        return trace();
    }

    private Optional<Ring> trace() {
        int set = (1 << others) - 1;
        int[] order = new int[others + 1];
        int next = 0;
        if (length(set, previous(set, next), next) == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        for (int place = others; place > 0; place--) {
            int previous = previous(set, next);
            order[place] = previous + 1;
            next = previous + 1;
            set ^= 1 << previous;
        }
        return Optional.of(Ring.of(order));
    }

    /** Where the shortest path through {@code set} and on to {@code node} comes from: a member, or -1 for node 0. */
    private int previous(int set, int node) {
        if (set == 0) {
            return -1;
        }
        int best = Integer.numberOfTrailingZeros(set);
        for (int left = set & set - 1; left != 0; left &= left - 1) {
            int candidate = Integer.numberOfTrailingZeros(left);
            if (length(set, candidate, node) < length(set, best, node)) {
                best = candidate;
            }
        }
        return best;
    }

    private double length(int set, int last, int node) {
        double before = last < 0 ? 0 : shortest[set * others + last];
        double cost = costs.cost(last + 1, node);
        return cost <= highest ? before + cost : Double.POSITIVE_INFINITY;
    }
}
