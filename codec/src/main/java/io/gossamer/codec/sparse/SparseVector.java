package io.gossamer.codec.sparse;

import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The chosen elements of a larger array: ascending indices and their values. Reused from step to step; only the first
 * {@link #count} entries count.
 */
public final class SparseVector {
    private int[] indices = new int[0];
    private float[] values = new float[0];
    private int[] samples = new int[0];
    private int count;

    /** The number of chosen elements. */
    public int count() {
        return count;
    }

    /** Ascending indices; entries from {@link #count} on are garbage. The array is replaced when it grows. */
    public int[] indices() {
        return indices;
    }

    /** The values at these indices; entries from {@link #count} on are garbage. */
    public float[] values() {
        return values;
    }

    public void clear() {
        count = 0;
    }

    /** Appends an element; {@code index} must exceed the indices before it. */
    public void add(int index, float value) {
        if (count == indices.length) {
            ensureCapacity(Math.max(16, count * 2));
        }
        indices[count] = index;
        values[count++] = value;
    }

    /** Makes room for that many elements and keeps those that are there. */
    public void ensureCapacity(int elements) {
        if (elements > indices.length) {
            indices = Arrays.copyOf(indices, elements);
            values = Arrays.copyOf(values, elements);
        }
    }

    /** Says how many of the entries count, after they were written through {@link #indices} and {@link #values}. */
    public void count(int chosen) {
        if (chosen < 0 || chosen > indices.length) {
            throw new IndexOutOfBoundsException(chosen + " elements in room for " + indices.length);
        }
        count = chosen;
    }

    /** Adds {@code scale} times the elements to a float32 array, each at its index. */
    public void addTo(MemorySegment sum, float scale) {
        for (int i = 0; i < count; i++) {
            long at = (long) indices[i] * Float.BYTES;
            sum.set(LittleEndian.FLOAT, at, sum.get(LittleEndian.FLOAT, at) + values[i] * scale);
        }
    }

    /** Sets a float32 array to zero at the chosen indices. */
    public void clearIn(MemorySegment array) {
        for (int i = 0; i < count; i++) {
            array.set(LittleEndian.FLOAT, (long) indices[i] * Float.BYTES, 0);
        }
    }

    /** Working memory of the sampled threshold, kept here because sparsifiers have no state. */
    int[] samples(int size) {
        if (samples.length < size) {
            samples = new int[size];
        }
        return samples;
    }
}
