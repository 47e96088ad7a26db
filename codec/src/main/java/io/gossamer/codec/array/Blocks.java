package io.gossamer.codec.array;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Walks an array in blocks that stay in the first-level cache between two loops over them. */
final class Blocks {
    /** Elements; 16 KiB of float32. */
    static final int SIZE = 4096;

    private static final long ALIGNMENT = 64;
    private static final ArrayKernels KERNELS = Kernels.chosen();

    private Blocks() {}

    interface Body<E extends Exception> {
        void accept(long first, int count) throws E;
    }

    static <E extends Exception> void each(long count, int size, Body<E> body) throws E {
        for (long first = 0; first < count; first += size) {
            body.accept(first, (int) Math.min(size, count - first));
        }
    }

    /** Writes the decoded elements {@code first} to {@code first + count} to a target, from an offset on. */
    interface Decoder {
        void decode(long first, int count, MemorySegment target, long offset) throws CorruptMessageException;
    }

    /** Overwrites an array, block by block. */
    static void decode(MemorySegment values, int size, Decoder decoder) throws CorruptMessageException {
        each(elements(values), size, (first, count) -> decoder.decode(first, count, values, first * Float.BYTES));
    }

    /** Adds {@code scale} times each decoded block to an array. */
    static void decodeAdd(float scale, MemorySegment sum, int size, Decoder decoder) throws CorruptMessageException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment decoded = arena.allocate(Math.min(size, elements(sum)) * Float.BYTES, ALIGNMENT);
            each(elements(sum), size, (first, count) -> {
                decoder.decode(first, count, decoded, 0);
                KERNELS.addScaled(scale, decoded, 0, sum, first * Float.BYTES, count);
            });
        }
    }

    static long elements(MemorySegment values) {
        return values.byteSize() / Float.BYTES;
    }

    /**
     * The largest magnitude of a part of an array, as float bits.
     *
     * @throws NonFiniteValueException if one of its values is NaN or infinite
     */
    static int maxAbsBits(MemorySegment values, long first, int count) {
        int max = 0;
        for (int within = 0; within < count; within += SIZE) {
            int size = Math.min(SIZE, count - within);
            max = Math.max(max, KERNELS.maxAbsBits(values, (first + within) * Float.BYTES, size));
        }
        requireFinite(max, values, first, count);
        return max;
    }

    /** @param maxAbsBits the largest magnitude among the values, by the kernels */
    static void requireFinite(int maxAbsBits, MemorySegment values, long first, long count) {
        if (maxAbsBits >= ArrayKernels.INFINITY_BITS) {
            throw NonFiniteValueException.find(values, first, count);
        }
    }

    static void requireFiniteDecoded(int maxAbsBits) throws CorruptMessageException {
        if (maxAbsBits >= ArrayKernels.INFINITY_BITS) {
            throw new CorruptMessageException("NaN or infinite values");
        }
    }
}
