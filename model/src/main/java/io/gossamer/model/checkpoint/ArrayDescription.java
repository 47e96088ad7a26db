package io.gossamer.model.checkpoint;

/**
 * What an array is, without its elements.
 *
 * @param shape sizes, outermost first; empty for a scalar
 */
public record ArrayDescription(String name, DType type, long[] shape) {
    /** @throws ArithmeticException if a size is negative, or the array would not fit into 2^63 bytes */
    public ArrayDescription {
        Math.multiplyExact(type.bytes(), elements(shape));
    }

    public long elements() {
        return elements(shape);
    }

    public long bytes() {
        return type.bytes() * elements();
    }

    /**
     * How many elements a shape has, 1 if it has no dimension.
     *
     * @throws ArithmeticException if a size is negative, or there are 2^63 or more
     */
    public static long elements(long... shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new ArithmeticException("a size of " + size);
            }
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }
}
