package io.gossamer.codec.array;

import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.failure.GossamerException;
import java.lang.foreign.MemorySegment;

/** A NaN or an infinity where numbers are to be coded. It is reported, with the tensor's name, and never sent. */
public final class NonFiniteValueException extends GossamerException {
    private final long index;
    private final float value;

    public NonFiniteValueException(String tensor, long index, float value) {
        super(
                tensor + " holds " + value + " at element " + index,
                "training has diverged: lower the learning rate, clip the gradients, or look at the data");
        this.index = index;
        this.value = value;
    }

    /** The first non-finite one of {@code count} values that start at element {@code first}; there must be one. */
    public static NonFiniteValueException find(MemorySegment values, long first, long count) {
        for (long i = first; i < first + count; i++) {
            float value = values.get(LittleEndian.FLOAT, i * Float.BYTES);
            if (!Float.isFinite(value)) {
                return new NonFiniteValueException("the array", i, value);
            }
        }
        throw new IllegalArgumentException("all values are finite");
    }

    /** The same finding, with the name of the tensor in which it was made. */
    public NonFiniteValueException in(String tensor) {
        return new NonFiniteValueException(tensor, index, value);
    }

    /** Where in the tensor. */
    public long index() {
        return index;
    }
}
