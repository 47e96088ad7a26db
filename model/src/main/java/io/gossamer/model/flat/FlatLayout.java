package io.gossamer.model.flat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where each tensor stands in a flat float32 buffer. Offsets are multiples of {@link #ALIGNMENT}; the padding between
 * tensors is zero and never travels.
 *
 * @param entries in order of offset
 * @param bytes the whole buffer, padding included
 */
public record FlatLayout(List<Entry> entries, long bytes) {
    /** Bytes; a cache line, and the width of the widest vector register. */
    public static final int ALIGNMENT = 64;

    /**
     * @param name the parameter's name in the network
     * @param shape its sizes, empty for a scalar
     * @param byteOffset where its first element stands
     */
    public record Entry(String name, long[] shape, long byteOffset) {
        public Entry {
            shape = shape.clone();
        }

        /** A copy. */
        @Override
        public long[] shape() {
            return shape.clone();
        }

        /** Number of elements. */
        public long count() {
            return elements(shape);
        }

        /** Size without padding. */
        public long bytes() {
            return count() * Float.BYTES;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry e
                    && name.equals(e.name)
                    && Arrays.equals(shape, e.shape)
                    && byteOffset == e.byteOffset;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * name.hashCode() + Arrays.hashCode(shape)) + Long.hashCode(byteOffset);
        }

        @Override
        public String toString() {
            return name + Arrays.toString(shape) + "@" + byteOffset;
        }
    }

    /** Number of elements of all tensors, padding not counted. */
    public long elements() {
        return entries.stream().mapToLong(Entry::count).sum();
    }

    public FlatLayout {
        entries = List.copyOf(entries);
    }

    /**
     * Lays tensors out one after another in the given order.
     *
     * @throws IllegalArgumentException if two have the same name or a size is negative
     */
    public static FlatLayout of(List<String> names, List<long[]> shapes) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long offset = 0;
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw new IllegalArgumentException("two tensors are named " + names.get(i));
            }
            Entry entry = new Entry(names.get(i), shapes.get(i), offset);
            entries.add(entry);
            offset = Math.addExact(offset, aligned(entry.bytes()));
        }
        return new FlatLayout(entries, offset);
    }

    /** Elements of all tensors, padding not counted. */
    public long count() {
        return entries.stream().mapToLong(Entry::count).sum();
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long elements(long[] shape) {
        long n = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape));
            }
            n = Math.multiplyExact(n, size);
        }
        return n;
    }
}
