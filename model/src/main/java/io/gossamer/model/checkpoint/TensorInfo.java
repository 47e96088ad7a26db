package io.gossamer.model.checkpoint;

/**
 * One array of a safetensors file.
 *
 * @param shape sizes, outermost first; empty for a scalar
 * @param begin first byte, counted from the start of the data section
 * @param end the byte after the last
 */
public record TensorInfo(String name, DType type, long[] shape, long begin, long end) {
    public long bytes() {
        return end - begin;
    }

    /** The same without its place. */
    public ArrayDescription description() {
        return new ArrayDescription(name, type, shape);
    }
}
