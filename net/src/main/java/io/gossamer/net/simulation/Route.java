package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.util.Set;

/**
 * Ways through the network. Loopback is never part of them.
 *
 * @param one nodes at one end, or those that send if the route is one-way
 * @param other nodes at the other end; empty for everybody
 * @param bothWays whether it holds from {@code other} to {@code one} too
 */
public record Route(Set<String> one, Set<String> other, boolean bothWays) {
    public Route {
        one = Set.copyOf(one);
        other = Set.copyOf(other);
        if (one.isEmpty() || (other.isEmpty() && !bothWays)) {
            throw new GossamerException(
                    "A route has no end", "Write it as a, for all from and to a; as a | b, or as a -> b.");
        }
    }

    /** All that a node sends and all that it receives. */
    public static Route of(String node) {
        return new Route(Set.of(node), Set.of(), true);
    }

    public static Route between(String one, String other) {
        return new Route(Set.of(one), Set.of(other), true);
    }

    public static Route oneWay(String from, String to) {
        return new Route(Set.of(from), Set.of(to), false);
    }
}
