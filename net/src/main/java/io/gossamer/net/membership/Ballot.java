package io.gossamer.net.membership;

/** What the members of a view vote on, one at a time. */
public enum Ballot {
    /** Those who wait may come in. */
    ADMIT,
    /** The ring may get another order. */
    REORDER,
    /** The shared state is to be made the same everywhere. */
    SYNCHRONIZE
}
