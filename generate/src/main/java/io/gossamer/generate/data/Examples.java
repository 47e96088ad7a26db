package io.gossamer.generate.data;

import java.lang.foreign.MemorySegment;

/** A fixed, indexable set of vectors, each with a condition (its class). Whoever learns reads examples one by one. */
public interface Examples {
    int size();

    /** Number of elements of one example. */
    int dimension();

    /** Number of conditions; 0 if the examples have none. */
    int classes();

    /** The condition of an example, 0 to classes - 1; 0 where there are none. */
    int label(int index);

    /**
     * Copies one example.
     *
     * @param target float32, native byte order
     * @param at the element where its first one goes
     */
    void read(int index, MemorySegment target, long at);
}
