package io.gossamer.codec.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products of a wide matrix M (rows x columns, row by row, float32) with thin ones of some {@code rank} columns, as low-rank
 * codecs need them: M is read once. Q is kept as {@code rank} vectors of {@code columns} values one after the other, P row
 * by row, {@code rank} values to a row. All implementations give the same bits for the same finite input.
 */
public interface MatrixKernels {
    /**
     * P = M Q. An inner product is made of 16 partial sums in float32 with fused multiply-adds, the i-th column in the one
     * of number i mod 16, added up in float64 from the first.
     */
    void multiply(
            MemorySegment m,
            long offset,
            int rows,
            int columns,
            MemorySegment q,
            MemorySegment p,
            long pOffset,
            int rank);

    /** Q += transposed M times P, by fused multiply-adds in the order of the rows. */
    void addTransposedProduct(
            MemorySegment m,
            long offset,
            int rows,
            int columns,
            MemorySegment p,
            long pOffset,
            MemorySegment q,
            int rank);

    /** M = P times transposed Q, by fused multiply-adds in the order of the rank, from zero. */
    void expand(
            MemorySegment p,
            long pOffset,
            MemorySegment q,
            int rank,
            MemorySegment m,
            long offset,
            int rows,
            int columns);
}
