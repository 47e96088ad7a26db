package io.gossamer.net.raft;

import java.util.Arrays;

/**
 * What came of the log up to an entry, in place of all those entries.
 *
 * @param index the last entry that is in it; 0 if none is
 * @param term of that entry
 * @param state as whoever applies the log wrote it
 */
public record Snapshot(long index, long term, byte[] state) {
    /** Of an empty log. */
    public static final Snapshot NONE = new Snapshot(0, 0, new byte[0]);

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot snapshot
                && index == snapshot.index
                && term == snapshot.term
                && Arrays.equals(state, snapshot.state);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(index) + Arrays.hashCode(state);
    }

    @Override
    public String toString() {
        return state.length + " bytes up to entry " + index + " of term " + term;
    }
}
