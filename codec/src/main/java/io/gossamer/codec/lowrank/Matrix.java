package io.gossamer.codec.lowrank;

import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.kernel.MatrixKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An array (float32) read as a matrix row by row, its last row filled up with zeros. */
record Matrix(MemorySegment values, int columns) {
    private static final MatrixKernels KERNELS = Kernels.matrices();

    /** P = M Q, see {@link MatrixKernels}. */
    void multiply(MemorySegment q, MemorySegment p, int rank) {
        KERNELS.multiply(values, 0, wholeRows(), columns, q, p, 0, rank);
        withLastRow(row -> KERNELS.multiply(row, 0, 1, columns, q, p, offsetOfLastRow(rank), rank));
    }

    /** Q = transposed M times P. */
    void transposedMultiply(MemorySegment p, MemorySegment q, int rank) {
        q.fill((byte) 0);
        KERNELS.addTransposedProduct(values, 0, wholeRows(), columns, p, 0, q, rank);
        withLastRow(row -> KERNELS.addTransposedProduct(row, 0, 1, columns, p, offsetOfLastRow(rank), q, rank));
    }

    /** M = P times transposed Q. */
    void expand(MemorySegment p, MemorySegment q, int rank) {
        KERNELS.expand(p, 0, q, rank, values, 0, wholeRows(), columns);
        withLastRow(row -> {
            KERNELS.expand(p, offsetOfLastRow(rank), q, rank, row, 0, 1, columns);
            MemorySegment rest = rest();
            MemorySegment.copy(row, 0, rest, 0, rest.byteSize());
        });
    }

    private interface Body {
        void accept(MemorySegment row);
    }

    /** Hands on the last row with its zeros, if it is not whole. */
    private void withLastRow(Body body) {
        MemorySegment rest = rest();
        if (rest.byteSize() == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment row = arena.allocate((long) columns * Float.BYTES, Float.BYTES);
            MemorySegment.copy(rest, 0, row, 0, rest.byteSize());
            body.accept(row);
        }
    }

    private int wholeRows() {
        return (int) (values.byteSize() / Float.BYTES / columns);
    }

    private MemorySegment rest() {
        return values.asSlice((long) wholeRows() * columns * Float.BYTES);
    }

    private long offsetOfLastRow(int rank) {
        return (long) wholeRows() * rank * Float.BYTES;
    }
}
