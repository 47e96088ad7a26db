package io.gossamer.net.membership;

import java.util.List;

/** What the members of a view vote on, one at a time. */
public sealed interface Ballot {
    /** Those who wait may come in. */
    record Admit() implements Ballot {}

    /**
     * The ring gets another order, if all say the same.
     *
     * @param ring all members, in that order
     */
    record Reorder(List<Long> ring) implements Ballot {
        public Reorder {
            ring = List.copyOf(ring);
        }
    }
}
