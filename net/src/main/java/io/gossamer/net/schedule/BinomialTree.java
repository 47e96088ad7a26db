package io.gossamer.net.schedule;

import io.gossamer.net.schedule.Step.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree in which the place p, counted from the root, hangs below p without its lowest bit: its subtree are the places
 * that differ from it in lower bits alone. What is combined on the way up is ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)),
 * by places.
 *
 * @param root the node at place 0
 */
record BinomialTree(int node, int nodes, int root) {
    private static final int PIECES = 16;

    /** The root passes a piece of the result down while the next one still comes up. */
    Schedule allReduce() {
        List<Integer> contributors = new ArrayList<>(List.of(node));
        contributors.addAll(children());
        if (node == root) {
            return whole(List.of(new Step(0, contributors, children().reversed(), Content.RESULT)));
        }
        Step up = new Step(0, contributors, List.of(parent()), Content.CONTRIBUTION);
        return whole(List.of(up, down()));
    }

    Schedule broadcast() {
        return whole(List.of(
                node == root ? new Step(0, List.of(node), children().reversed(), Content.RESULT) : down()));
    }

    /** To the largest subtree first, since it has the longest way to go. */
    private Step down() {
        return new Step(0, List.of(parent()), children().reversed(), Content.COPY);
    }

    private Schedule whole(List<Step> steps) {
        return new Schedule(node, 1, PIECES, steps);
    }

    private int parent() {
        return at(place() & place() - 1);
    }

    /** By the size of their subtrees, the smallest first: it is combined first. */
    private List<Integer> children() {
        int own = place();
        List<Integer> children = new ArrayList<>();
        for (int bit = 1; own + bit < nodes && (own & bit) == 0; bit <<= 1) {
            children.add(at(own + bit));
        }
        return children;
    }

    private int place() {
        return Math.floorMod(node - root, nodes);
    }

    private int at(int place) {
        return (place + root) % nodes;
    }
}
