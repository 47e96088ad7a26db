package io.gossamer.net.membership;

import java.util.List;

/**
 * Who is in, from one change to the next.
 *
 * @param number of the view; each is one more than the last
 * @param ring the members' numbers in the order of the ring, each once
 */
public record View(long number, List<Long> ring) {
    public View {
        ring = List.copyOf(ring);
        if (ring.stream().distinct().count() != ring.size()) {
            throw new IllegalArgumentException("a member is twice in " + ring);
        }
    }

    public boolean has(long member) {
        return ring.contains(member);
    }

    public int size() {
        return ring.size();
    }
}
