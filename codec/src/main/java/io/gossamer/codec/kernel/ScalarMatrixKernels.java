package io.gossamer.codec.kernel;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;

import java.lang.foreign.MemorySegment;

/** The matrix products in plain Java: what the vector ones are held against. */
final class ScalarMatrixKernels implements MatrixKernels {
    static final int PARTIAL_SUMS = 16;

    @Override
    public void multiply(
            MemorySegment m,
            long offset,
            int rows,
            int columns,
            MemorySegment q,
            MemorySegment p,
            long pOffset,
            int rank) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < rank; j++) {
                float[] partial = new float[PARTIAL_SUMS];
                addProducts(m, offset + 4L * row * columns, q, 4L * j * columns, 0, columns, partial);
                p.set(FLOAT, pOffset + 4L * ((long) row * rank + j), total(partial));
            }
        }
    }

    /** Adds the products of columns {@code first} to {@code columns} to the partial sums. */
    static void addProducts(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int first, int columns, float[] partial) {
        for (int i = first; i < columns; i++) {
            int sum = i % PARTIAL_SUMS;
            partial[sum] = Math.fma(a.get(FLOAT, aOffset + 4L * i), b.get(FLOAT, bOffset + 4L * i), partial[sum]);
        }
    }

    static float total(float[] partial) {
        double sum = 0;
        for (float part : partial) {
            sum += part;
        }
        return (float) sum;
    }

    @Override
    public void addTransposedProduct(
            MemorySegment m,
            long offset,
            int rows,
            int columns,
            MemorySegment p,
            long pOffset,
            MemorySegment q,
            int rank) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < rank; j++) {
                float factor = p.get(FLOAT, pOffset + 4L * ((long) row * rank + j));
                addMultiple(factor, m, offset + 4L * row * columns, q, 4L * j * columns, 0, columns);
            }
        }
    }

    /** b += factor a from column {@code first} on. */
    static void addMultiple(
            float factor, MemorySegment a, long aOffset, MemorySegment b, long bOffset, int first, int columns) {
        for (int i = first; i < columns; i++) {
            long at = bOffset + 4L * i;
            b.set(FLOAT, at, Math.fma(factor, a.get(FLOAT, aOffset + 4L * i), b.get(FLOAT, at)));
        }
    }

    @Override
    public void expand(
            MemorySegment p,
            long pOffset,
            MemorySegment q,
            int rank,
            MemorySegment m,
            long offset,
            int rows,
            int columns) {
        for (int row = 0; row < rows; row++) {
            expandRow(p, pOffset + 4L * row * rank, q, rank, m, offset + 4L * row * columns, 0, columns);
        }
    }

    static void expandRow(
            MemorySegment p,
            long pOffset,
            MemorySegment q,
            int rank,
            MemorySegment m,
            long offset,
            int first,
            int columns) {
        for (int i = first; i < columns; i++) {
            float sum = 0;
            for (int j = 0; j < rank; j++) {
                sum = Math.fma(p.get(FLOAT, pOffset + 4L * j), q.get(FLOAT, 4L * ((long) j * columns + i)), sum);
            }
            m.set(FLOAT, offset + 4L * i, sum);
        }
    }
}
