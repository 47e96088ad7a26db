package io.gossamer.generate.data;

import java.lang.foreign.MemorySegment;

/** Some of the examples of a set, and a way to no other. */
public final class Part implements Examples {
    private final Examples whole;
    private final int[] indices;

    /** @param indices which examples, in the order of this part; at least one */
    public Part(Examples whole, int[] indices) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("a part without examples");
        }
        this.whole = whole;
        this.indices = indices.clone();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int dimension() {
        return whole.dimension();
    }

    @Override
    public int classes() {
        return whole.classes();
    }

    @Override
    public int label(int index) {
        return whole.label(indices[index]);
    }

    @Override
    public void read(int index, MemorySegment target, long at) {
        whole.read(indices[index], target, at);
    }
}
