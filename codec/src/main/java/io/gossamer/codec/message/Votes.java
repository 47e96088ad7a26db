package io.gossamer.codec.message;

/**
 * What a node votes for beside what it says in a step, so that all nodes learn of all votes at the same place without a
 * message more.
 *
 * @param stop to end the run after this step
 * @param admit to let in those who wait, after this step
 */
public record Votes(boolean stop, boolean admit) {
    /** No vote at all. */
    public static final Votes NONE = new Votes(false, false);

    /** What either votes for. */
    public Votes or(Votes other) {
        return new Votes(stop || other.stop, admit || other.admit);
    }
}
