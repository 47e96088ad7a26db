package io.gossamer.net.schedule;

import java.util.List;

/**
 * What a node does with one chunk: it takes it from some nodes, combines what it took, and passes it on. Long chunks may
 * go through a step piece by piece.
 *
 * @param chunk its number
 * @param from whom to take it from, in the order in which it is combined; the node's own number stands for what it
 *     brought itself
 * @param to whom to pass it on to, in this order
 * @param content what the chunk then is
 */
public record Step(int chunk, List<Integer> from, List<Integer> to, Content content) {
    /** How far a chunk has come. */
    public enum Content {
        /** What one node brought, or some of them together: there is more to combine elsewhere. */
        CONTRIBUTION,
        /** What all nodes brought, combined in this step. */
        RESULT,
        /** The result, as another node has it. */
        COPY
    }

    public Step {
        if (from.isEmpty() || content == Content.COPY && from.size() > 1) {
            throw new IllegalArgumentException("A " + content + " from " + from);
        }
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** Whether all that goes out is what the node brought itself. */
    public boolean isOwn(int node) {
        return from.size() == 1 && from.getFirst() == node;
    }
}
