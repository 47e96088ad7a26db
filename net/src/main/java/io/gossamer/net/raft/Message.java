package io.gossamer.net.raft;

import java.util.List;

/** What replicas say to each other. Who says it is known by the way on which it comes. */
public sealed interface Message {
    /** The sender's term; of a trial vote, the one that is voted on. */
    long term();

    /**
     * A candidate asks for a vote.
     *
     * @param trial whether it only asks how the vote would go (pre-vote), which changes nothing on either side
     * @param lastIndex of the candidate's log
     * @param lastTerm of the entry there
     */
    record RequestVote(long term, boolean trial, long lastIndex, long lastTerm) implements Message {}

    /** The answer to it. */
    record Vote(long term, boolean trial, boolean granted) implements Message {}

    /**
     * The leader's entries, or, without any, its sign of life.
     *
     * @param previousIndex of the entry before them
     * @param previousTerm of that entry
     * @param commit up to which entry all is committed
     */
    record AppendEntries(long term, long previousIndex, long previousTerm, long commit, List<Entry> entries)
            implements Message {
        public AppendEntries {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The answer to entries and snapshots.
     *
     * @param matches whether the log is the leader's up to {@code index}; if not, that is where to try next
     */
    record Appended(long term, boolean matches, long index) implements Message {}

    /** The leader's snapshot, for a replica that lacks entries which the leader has no more. */
    record InstallSnapshot(long term, Snapshot snapshot) implements Message {}
}
