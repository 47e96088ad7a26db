package io.gossamer.net.topology;

import io.gossamer.core.failure.GossamerException;
import java.util.List;
import java.util.stream.Collectors;

/** What a solver found. */
public sealed interface RingAnswer {
    /**
     * The ring.
     *
     * @throws GossamerException if there is none; it names the nodes to blame
     */
    Ring orElseThrow();

    /**
     * A ring in which every node reaches the next.
     *
     * @param optimal whether no ring is better; otherwise it is the best that was found
     */
    record Found(Ring ring, RingCost cost, boolean optimal) implements RingAnswer {
        @Override
        public Ring orElseThrow() {
            return ring;
        }
    }

    /**
     * No ring joins all nodes.
     *
     * @param removals sets of nodes, ascending, each of which leaves a ring when it is removed; if proven, all those of
     *     the smallest possible size, at most {@link #MOST_REMOVALS} of them
     * @param proven whether that is certain; otherwise a long search found no ring, and one small removal that helps
     */
    record None(List<List<Integer>> removals, boolean proven) implements RingAnswer {
        /** More alternatives are not listed. */
        public static final int MOST_REMOVALS = 64;

        public None {
            removals = removals.stream().map(List::copyOf).toList();
        }

        @Override
        public Ring orElseThrow() {
            throw new GossamerException(
                    "No ring joins all nodes" + (proven ? "" : " as far as was searched")
                            + "; there is one without node " + named(removals.getFirst()),
                    "Let these machines accept connections from the others, or leave them out.");
        }

        private static String named(List<Integer> nodes) {
            return nodes.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        }
    }
}
