package io.gossamer.net.reduction;

import java.lang.foreign.MemorySegment;

/**
 * Arrays of one type, combined element by element by one operator. Elements are in native byte order, at any alignment.
 * Every result is rounded to the type at once, to the nearest, ties to even: what an array of float16 sums up to after
 * each node is a float16. Integers wrap around. The same arrays combined in the same order give the same bits on every
 * machine.
 */
public record Reduction(ElementType type, Operator operator) {
    /** The sum of float32. */
    public static final Reduction FLOAT32_SUM = new Reduction(ElementType.FLOAT32, Operator.SUM);

    /** Bytes, of which nothing is to be made but copies. */
    public static final Reduction BYTES = new Reduction(ElementType.INT8, Operator.MAX);

    /** {@code target[i] = target[i] operator source[i]}; both have the same length, a multiple of the element's. */
    public void combine(MemorySegment target, MemorySegment source) {
        type.kernel().combine(operator, target, source);
    }

    /**
     * Makes the result of what was combined. Only a mean has something left to do: each element is divided by {@code
     * contributors}, floating point numbers rounded to nearest even, integers truncated toward zero.
     *
     * @param contributors how many arrays were combined, at least one
     */
    public void finish(MemorySegment target, int contributors) {
        if (operator == Operator.AVG && contributors > 1) {
            type.kernel().divide(target, contributors);
        }
    }

    /** Both, as in {@code float32 sum}. */
    public String label() {
        return type.label() + " " + operator.label();
    }
}
