package io.gossamer.net.membership;

/**
 * Two members and what is between them.
 *
 * @param one the lower number
 * @param other the higher
 */
public record Pair(long one, long other) {
    public static Pair of(long a, long b) {
        return new Pair(Math.min(a, b), Math.max(a, b));
    }

    public boolean has(long member) {
        return one == member || other == member;
    }
}
