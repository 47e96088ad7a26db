package io.gossamer.net.schedule;

import io.gossamer.net.schedule.Step.Content;
import java.util.List;

/**
 * The ring of Patarasuk and Yuan ("Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009): in nodes
 * - 1 steps each chunk travels once around and is combined with what each node brings, in as many more the results travel.
 */
record RingOrder(int node, int nodes) {
    private static final int PIECES_OF_CHUNK = 8;
    private static final int PIECES_OF_WHOLE = 16;

    /** Chunk c begins at node c, so it is combined in the order c, c + 1, ...; each node then has that of the next. */
    Schedule allReduce() {
        int combining = nodes;
        int steps = combining + nodes - 1;
        return ofChunks(Schedule.lazily(
                steps, i -> i < combining ? combine(i, node - i) : copy(i - combining, node - (i - combining))));
    }

    Schedule reduceScatter() {
        return ofChunks(Schedule.lazily(nodes, i -> {
            Step step = combine(i, node - 1 - i);
            return i < nodes - 1 ? step : new Step(step.chunk(), step.from(), List.of(), step.content());
        }));
    }

    Schedule allGather() {
        return ofChunks(Schedule.lazily(
                nodes,
                i -> i == 0
                        ? new Step(node, List.of(node), forward(nodes > 1), Content.RESULT)
                        : copy(i - 1, node - i)));
    }

    Schedule broadcast(int root) {
        boolean onward = nodes > 1 && next() != root;
        Step step = node == root
                ? new Step(0, List.of(node), forward(onward), Content.RESULT)
                : new Step(0, List.of(previous()), forward(onward), Content.COPY);
        return new Schedule(node, 1, PIECES_OF_WHOLE, List.of(step));
    }

    private Schedule ofChunks(List<Step> steps) {
        return new Schedule(node, nodes, PIECES_OF_CHUNK, steps);
    }

    private Step combine(int passed, int chunk) {
        List<Integer> from = passed == 0 ? List.of(node) : List.of(previous(), node);
        Content content = passed == nodes - 1 ? Content.RESULT : Content.CONTRIBUTION;
        return new Step(Math.floorMod(chunk, nodes), from, forward(nodes > 1), content);
    }

    private Step copy(int passed, int chunk) {
        return new Step(Math.floorMod(chunk, nodes), List.of(previous()), forward(passed < nodes - 2), Content.COPY);
    }

    private List<Integer> forward(boolean onward) {
        return onward ? List.of(next()) : List.of();
    }

    private int next() {
        return (node + 1) % nodes;
    }

    private int previous() {
        return Math.floorMod(node - 1, nodes);
    }
}
