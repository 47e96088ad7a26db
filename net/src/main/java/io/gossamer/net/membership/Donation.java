package io.gossamer.net.membership;

import java.util.Set;

/**
 * A result that one member gives to others.
 *
 * @param receivers members that lack it
 */
public record Donation(long donor, Set<Long> receivers) {
    public Donation {
        receivers = Set.copyOf(receivers);
    }
}
