package io.gossamer.net.state;

import java.util.Collections;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member's shared state as it stands before a synchronisation.
 *
 * @param revision one more than at the last synchronisation, where the member took part in it
 * @param expected the revision that it must be, as far as the member knows: it took part in the last synchronisation
 * @param part which part it wants
 * @param distrusted members from whom it got bytes that did not fit their hashes
 * @param entries by name
 */
public record Offer(
        long revision, OptionalLong expected, Part part, Set<Integer> distrusted, SortedMap<String, Content> entries) {
    /** Which part a member wants in the synchronisation. */
    public enum Part {
        /** Whatever most hold counts, here too. */
        POPULAR,
        /** Takes what others hold, and is never asked. */
        RECEIVE_ONLY,
        /** Gives, and would rather leave than take. */
        SEND_ONLY
    }

    public Offer {
        distrusted = Collections.unmodifiableSet(new TreeSet<>(distrusted));
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** The same, by who distrusts these members too. */
    Offer distrusting(Set<Integer> others) {
        if (others.isEmpty()) {
            return this;
        }
        Set<Integer> all = new TreeSet<>(distrusted);
        all.addAll(others);
        return new Offer(revision, expected, part, all, entries);
    }
}
