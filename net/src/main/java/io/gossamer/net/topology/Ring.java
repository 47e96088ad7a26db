package io.gossamer.net.topology;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An order in which each node sends to the next and the last one to the first. Orders that differ by rotation alone are
 * the same ring: all are written with node 0 first.
 *
 * @param order every node from 0 to {@code size - 1} once
 */
public record Ring(List<Integer> order) {
    /** @throws IllegalArgumentException if a node is missing or there twice, or there is none */
    public Ring {
        boolean complete = !order.isEmpty()
                && order.stream()
                        .sorted()
                        .toList()
                        .equals(IntStream.range(0, order.size()).boxed().toList());
        if (!complete) {
            throw new IllegalArgumentException(order + " is no order of nodes");
        }
        int start = order.indexOf(0);
        List<Integer> source = order;
        order = IntStream.range(0, source.size())
                .mapToObj(i -> source.get((start + i) % source.size()))
                .toList();
    }

    public static Ring of(int... order) {
        return new Ring(Arrays.stream(order).boxed().toList());
    }

    /** 0, 1, 2, ... */
    public static Ring ascending(int size) {
        return new Ring(IntStream.range(0, size).boxed().toList());
    }

    public int size() {
        return order.size();
    }

    /** To whom {@code node} sends; itself in a ring of one. */
    public int next(int node) {
        return order.get((order.indexOf(node) + 1) % size());
    }

    /** From whom {@code node} receives; itself in a ring of one. */
    public int previous(int node) {
        return order.get((order.indexOf(node) + size() - 1) % size());
    }

    /**
     * What it costs. A ring of one node has no edges.
     *
     * @throws IllegalArgumentException if the costs are of another number of nodes
     */
    public RingCost cost(CostMatrix costs) {
        if (costs.size() != size()) {
            throw new IllegalArgumentException("a ring of " + size() + " nodes, costs of " + costs.size());
        }
        int unreachable = 0;
        double bottleneck = 0;
        double total = 0;
        for (int i = 0; i < size() && size() > 1; i++) {
            double cost = costs.cost(order.get(i), order.get((i + 1) % size()));
            if (cost < Double.POSITIVE_INFINITY) {
                bottleneck = Math.max(bottleneck, cost);
                total += cost;
            } else {
                unreachable++;
            }
        }
        return new RingCost(unreachable, bottleneck, total);
    }

    int[] toArray() {
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
