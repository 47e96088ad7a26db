package io.gossamer.net.raft;

import java.util.ArrayList;
import java.util.List;

/** The entries of a replica, numbered from 1, the first of them in the form of a snapshot. */
final class RaftLog {
    private Snapshot base = Snapshot.NONE;
    private final List<Entry> entries = new ArrayList<>();

    Snapshot base() {
        return base;
    }

    /** How many entries there are behind the snapshot. */
    int length() {
        return entries.size();
    }

    long lastIndex() {
        return base.index() + entries.size();
    }

    /** The term of an entry from the snapshot's last on; 0 before the first. */
    long term(long index) {
        return index == base.index() ? base.term() : get(index).term();
    }

    boolean has(long index, long term) {
        return index >= base.index() && index <= lastIndex() && term(index) == term;
    }

    Entry get(long index) {
        return entries.get(place(index));
    }

    private int place(long index) {
        return Math.toIntExact(index - base.index() - 1);
    }

    /** The entries from {@code index} on: at least one if there is any, and then no more than fit in so many bytes. */
    List<Entry> from(long index, long bytes) {
        int first = place(index);
        int end = first;
        long size = 0;
        while (end < entries.size() && (end == first || size + entries.get(end).command().length <= bytes)) {
            size += entries.get(end).command().length;
            end++;
        }
        return List.copyOf(entries.subList(first, end));
    }

    /** All entries behind the snapshot. */
    List<Entry> all() {
        return List.copyOf(entries);
    }

    /** Puts entries at {@code index} and behind it, in place of all that was there. */
    void replaceFrom(long index, List<Entry> replacement) {
        entries.subList(place(index), entries.size()).clear();
        entries.addAll(replacement);
    }

    /** Takes a snapshot in place of the entries that are in it; entries that contradict it are dropped with them. */
    void compact(Snapshot snapshot) {
        if (has(snapshot.index(), snapshot.term())) {
            entries.subList(0, Math.toIntExact(snapshot.index() - base.index())).clear();
        } else {
            entries.clear();
        }
        base = snapshot;
    }
}
