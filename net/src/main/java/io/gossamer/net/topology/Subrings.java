package io.gossamer.net.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which sets of nodes can be joined to a ring, if edges above some cost are left out: a dynamic programme over all sets
 * (M. Held, R. M. Karp, "A dynamic programming approach to sequencing problems", J. SIAM 10(1), 1962) that keeps, for each
 * set, the set of nodes at which a path may end that starts at the set's lowest node and visits all of it. Sets are bits
 * of an int. 2^n ints of memory, about n 2^n steps.
 */
final class Subrings {
    static final int MOST_NODES = 20;

    private final int size;
    private final int[] predecessors;
    private final int[] ends;

    /** @param highest what an edge may cost; infinite ones never count */
    Subrings(CostMatrix costs, double highest) {
        if (costs.size() > MOST_NODES) {
            throw new IllegalArgumentException(costs.size() + " nodes have too many subsets");
        }
        size = costs.size();
        predecessors = new int[size];
        for (int to = 0; to < size; to++) {
            for (int from = 0; from < size; from++) {
                if (from != to && costs.reachable(from, to) && costs.cost(from, to) <= highest) {
                    predecessors[to] |= 1 << from;
                }
            }
        }
        ends = new int[1 << size];
        for (int set = 1; set < ends.length; set++) {
            ends[set] = endsOf(set);
        }
    }

    private int endsOf(int set) {
        int lowest = Integer.lowestOneBit(set);
        if (set == lowest) {
            return set;
        }
        int found = 0;
        for (int left = set ^ lowest; left != 0; left &= left - 1) {
            int last = Integer.lowestOneBit(left);
            if ((ends[set ^ last] & predecessors[Integer.numberOfTrailingZeros(last)]) != 0) {
                found |= last;
            }
        }
        return found;
    }

    private int everybody() {
        return (1 << size) - 1;
    }

    /** Whether all nodes can be joined. */
    boolean joinsAll() {
        return joins(everybody());
    }

    private boolean joins(int set) {
        int lowest = Integer.lowestOneBit(set);
        return set == lowest || (ends[set] & predecessors[Integer.numberOfTrailingZeros(lowest)]) != 0;
    }

    /** A ring of all nodes, if there is one. */
    Optional<Ring> ring() {
        if (!joinsAll()) {
            return Optional.empty();
        }
        int[] order = new int[size];
        int set = everybody();
        int next = 0;
        for (int place = size - 1; place > 0; place--) {
            order[place] = Integer.numberOfTrailingZeros(ends[set] & predecessors[next]);
            next = order[place];
            set ^= 1 << next;
        }
        return Optional.of(Ring.of(order));
    }

    /** The smallest sets of nodes without which the others can be joined, in ascending order, at most {@code most}. */
    List<List<Integer>> smallestRemovals(int most) {
        int largest = 0;
        for (int set = 1; set < ends.length; set++) {
            if (Integer.bitCount(set) > largest && joins(set)) {
                largest = Integer.bitCount(set);
            }
        }
        List<List<Integer>> removals = new ArrayList<>();
        for (int removed = 0; removed < everybody() && removals.size() < most; removed++) {
            int kept = everybody() ^ removed;
            if (Integer.bitCount(kept) == largest && joins(kept)) {
                removals.add(nodes(removed));
            }
        }
        return removals;
    }

    private List<Integer> nodes(int set) {
        List<Integer> nodes = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            if ((set >> node & 1) != 0) {
                nodes.add(node);
            }
        }
        return nodes;
    }
}
