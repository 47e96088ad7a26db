package io.gossamer.codec.sparse;

/**
 * The chosen elements of a larger array: ascending indices and their values. Reused from step to step; only the first
 * {@link #count} entries count.
 */
public final class SparseVector {
    /** The number of chosen elements. */
    public int count() {
        throw new AssertionError("contract");
    }

    /** Ascending indices; entries from {@link #count} on are garbage. */
    public int[] indices() {
        throw new AssertionError("contract");
    }

    public float[] values() {
        throw new AssertionError("contract");
    }
}
