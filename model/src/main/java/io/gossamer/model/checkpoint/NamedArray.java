package io.gossamer.model.checkpoint;

import java.lang.foreign.MemorySegment;

/**
 * An array to be written.
 *
 * @param shape sizes, outermost first; empty for a scalar
 * @param data the elements, row-major and little-endian; its size is that of the shape
 */
public record NamedArray(String name, DType type, long[] shape, MemorySegment data) {
    public NamedArray {
        long bytes = type.bytes();
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        if (bytes != data.byteSize()) {
            throw new IllegalArgumentException(
                    "array %s: %d bytes where its shape needs %d".formatted(name, data.byteSize(), bytes));
        }
    }

    /** The same without the elements. */
    public ArrayDescription description() {
        return new ArrayDescription(name, type, shape);
    }
}
