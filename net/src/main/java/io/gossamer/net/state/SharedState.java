package io.gossamer.net.state;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named arrays that all members of a group are to hold alike, and how often they have been made alike. A {@link StateSync}
 * overwrites them where this member's differ; nobody else may touch them while it runs.
 *
 * <p>A newcomer begins with revision 0 and arrays of any content, and takes what the others have. So a run synchronises
 * before its first step: from then on whoever has trained is ahead of whoever has not.
 */
public final class SharedState {
    static final int MOST_ARRAYS = 1 << 16;
    /** Of all arrays together, so that an offer stays short: a TiB. */
    static final long MOST_BYTES = 1L << 40;

    private final SortedMap<String, NamedArray> arrays;
    private long revision;

    private SharedState(SortedMap<String, NamedArray> arrays) {
        this.arrays = arrays;
    }

    /**
     * A state of revision 0.
     *
     * @param arrays whose order does not matter
     * @throws IllegalArgumentException if two have the same name, or there are more than 65,536 or more than a TiB
     */
    public static SharedState of(List<NamedArray> arrays) {
        SortedMap<String, NamedArray> byName = new TreeMap<>();
        long bytes = 0;
        for (NamedArray array : arrays) {
            if (byName.put(array.name(), array) != null) {
                throw new IllegalArgumentException("two arrays are named '" + array.name() + "'");
            }
            bytes += array.bytes().byteSize();
        }
        if (byName.size() > MOST_ARRAYS || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(byName.size() + " arrays of " + bytes + " bytes are too much");
        }
        return new SharedState(Collections.unmodifiableSortedMap(byName));
    }

    /** How many synchronisations this state has behind it, those before a checkpoint included. */
    public long revision() {
        return revision;
    }

    /**
     * Sets the revision, as of a checkpoint that the arrays were read from. Only before a member's first synchronisation:
     * later the others would shut it out.
     *
     * @param revision not negative
     */
    public void revision(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("revision " + revision);
        }
        this.revision = revision;
    }

    /** In the order of their names. */
    public Collection<NamedArray> arrays() {
        return arrays.values();
    }

    NamedArray array(String name) {
        return arrays.get(name);
    }
}
