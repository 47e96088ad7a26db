package io.gossamer.net.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A member's shared state as it stands before a synchronisation.
 *
 * @param revision one more than at the last synchronisation, where the member took part in it
 * @param entries by name
 */
public record Offer(long revision, Part part, SortedMap<String, Content> entries) {
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
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }
}
