package io.gossamer.model.npy;

import io.gossamer.model.checkpoint.ArrayDescription;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The dictionary at the start of a {@code .npy} file.
 *
 * @param descr the type of the elements as NumPy writes it, {@code <f4} for little-endian float32; null if the array has
 *     fields, which is no type of numbers
 * @param fortranOrder whether the first index runs fastest
 * @param shape sizes, outermost first; empty for a scalar
 */
record NpyHeader(String descr, boolean fortranOrder, long[] shape) {
    /** NumPy's own limit. */
    static final int MAXIMUM_RANK = 64;

    /** What is wrong with a header; the reader adds the file. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String problem) {
            super(problem);
        }
    }

    static NpyHeader parse(String text) throws MalformedException {
        NpyHeader header = new NpyDictionary(text).parse();
        try {
            ArrayDescription.elements(header.shape);
        } catch (ArithmeticException e) {
            throw new MalformedException("gives a shape of 2^63 elements or more");
        }
        return header;
    }

    /** As NumPy writes it, without padding. */
    String text() {
        String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return "{'descr': '%s', 'fortran_order': %s, 'shape': (%s%s), }"
                .formatted(descr, fortranOrder ? "True" : "False", sizes, shape.length == 1 ? "," : "");
    }
}
