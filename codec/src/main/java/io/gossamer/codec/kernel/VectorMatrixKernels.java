package io.gossamer.codec.kernel;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;
import static io.gossamer.codec.kernel.ScalarMatrixKernels.PARTIAL_SUMS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix products by the Vector API: some rows of M at a time, so that what is loaded of the thin matrix serves several
 * multiplications. The last columns, fewer than the partial sums, go through the scalar ones.
 */
final class VectorMatrixKernels implements MatrixKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int ROWS = 4;

    private final ScalarMatrixKernels scalar = new ScalarMatrixKernels();

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
        long stride = 4L * columns;
        float[] partial = new float[PARTIAL_SUMS];
        int row = 0;
        for (; row <= rows - 2; row += 2) {
            long at = offset + row * stride;
            for (int j = 0; j < rank; j++) {
                long to = pOffset + 4L * ((long) row * rank + j);
                multiplyTwoRows(m, at, columns, q, j * stride, partial, p, to, to + 4L * rank);
            }
        }
        scalar.multiply(m, offset + row * stride, rows - row, columns, q, p, pOffset + 4L * row * rank, rank);
    }

    private static void multiplyTwoRows(
            MemorySegment m,
            long at,
            int columns,
            MemorySegment q,
            long qAt,
            float[] partial,
            MemorySegment p,
            long firstTo,
            long secondTo) {
        long second = at + 4L * columns;
        long ahead = LANES < PARTIAL_SUMS ? 4L * LANES : 0;
        FloatVector low0 = FloatVector.zero(FLOATS);
        FloatVector high0 = FloatVector.zero(FLOATS);
        FloatVector low1 = FloatVector.zero(FLOATS);
        FloatVector high1 = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= columns - PARTIAL_SUMS; i += PARTIAL_SUMS) {
            FloatVector lowQ = floats(q, qAt + 4L * i);
            low0 = floats(m, at + 4L * i).fma(lowQ, low0);
            low1 = floats(m, second + 4L * i).fma(lowQ, low1);
            if (LANES < PARTIAL_SUMS) {
                FloatVector highQ = floats(q, qAt + 4L * i + ahead);
                high0 = floats(m, at + 4L * i + ahead).fma(highQ, high0);
                high1 = floats(m, second + 4L * i + ahead).fma(highQ, high1);
            }
        }
        p.set(FLOAT, firstTo, finish(low0, high0, m, at, q, qAt, i, columns, partial));
        p.set(FLOAT, secondTo, finish(low1, high1, m, second, q, qAt, i, columns, partial));
    }

    private static float finish(
            FloatVector low,
            FloatVector high,
            MemorySegment m,
            long at,
            MemorySegment q,
            long qAt,
            int first,
            int columns,
            float[] partial) {
        low.intoArray(partial, 0);
        if (LANES < PARTIAL_SUMS) {
            high.intoArray(partial, LANES);
        }
        ScalarMatrixKernels.addProducts(m, at, q, qAt, first, columns, partial);
        return ScalarMatrixKernels.total(partial);
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
        long stride = 4L * columns;
        int row = 0;
        for (; row <= rows - ROWS; row += ROWS) {
            for (int j = 0; j < rank; j++) {
                addFourRows(m, offset + row * stride, columns, p, pOffset + 4L * ((long) row * rank + j), rank, q, j);
            }
        }
        scalar.addTransposedProduct(
                m, offset + row * stride, rows - row, columns, p, pOffset + 4L * row * rank, q, rank);
    }

    private static void addFourRows(
            MemorySegment m, long at, int columns, MemorySegment p, long pAt, int rank, MemorySegment q, int j) {
        long stride = 4L * columns;
        float p0 = p.get(FLOAT, pAt);
        float p1 = p.get(FLOAT, pAt + 4L * rank);
        float p2 = p.get(FLOAT, pAt + 8L * rank);
        float p3 = p.get(FLOAT, pAt + 12L * rank);
        long qAt = j * stride;
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            long from = at + 4L * i;
            FloatVector sum = floats(q, qAt + 4L * i);
            sum = floats(m, from).fma(FloatVector.broadcast(FLOATS, p0), sum);
            sum = floats(m, from + stride).fma(FloatVector.broadcast(FLOATS, p1), sum);
            sum = floats(m, from + 2 * stride).fma(FloatVector.broadcast(FLOATS, p2), sum);
            sum = floats(m, from + 3 * stride).fma(FloatVector.broadcast(FLOATS, p3), sum);
            sum.intoMemorySegment(q, qAt + 4L * i, LITTLE_ENDIAN);
        }
        ScalarMatrixKernels.addMultiple(p0, m, at, q, qAt, i, columns);
        ScalarMatrixKernels.addMultiple(p1, m, at + stride, q, qAt, i, columns);
        ScalarMatrixKernels.addMultiple(p2, m, at + 2 * stride, q, qAt, i, columns);
        ScalarMatrixKernels.addMultiple(p3, m, at + 3 * stride, q, qAt, i, columns);
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
            long pAt = pOffset + 4L * row * rank;
            long at = offset + 4L * row * columns;
            int i = 0;
            if (rank >= ROWS) {
                i = addFour(p, pAt, q, 0, m, at, columns, false);
            }
            int j = rank >= ROWS ? ROWS : 0;
            for (; j <= rank - ROWS; j += ROWS) {
                i = addFour(p, pAt + 4L * j, q, j, m, at, columns, true);
            }
            for (; j < rank; j++) {
                i = addOne(p.get(FLOAT, pAt + 4L * j), q, j, m, at, columns, j > 0);
            }
            ScalarMatrixKernels.expandRow(p, pAt, q, rank, m, at, i, columns);
        }
    }

    /** Four terms of a row of M, from zero or on top of what stands there; returns where whole vectors end. */
    private static int addFour(
            MemorySegment p, long pAt, MemorySegment q, int j, MemorySegment m, long at, int columns, boolean onTop) {
        long stride = 4L * columns;
        float p0 = p.get(FLOAT, pAt);
        float p1 = p.get(FLOAT, pAt + 4);
        float p2 = p.get(FLOAT, pAt + 8);
        float p3 = p.get(FLOAT, pAt + 12);
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            long from = j * stride + 4L * i;
            FloatVector sum = onTop ? floats(m, at + 4L * i) : FloatVector.zero(FLOATS);
            sum = floats(q, from).fma(FloatVector.broadcast(FLOATS, p0), sum);
            sum = floats(q, from + stride).fma(FloatVector.broadcast(FLOATS, p1), sum);
            sum = floats(q, from + 2 * stride).fma(FloatVector.broadcast(FLOATS, p2), sum);
            sum = floats(q, from + 3 * stride).fma(FloatVector.broadcast(FLOATS, p3), sum);
            sum.intoMemorySegment(m, at + 4L * i, LITTLE_ENDIAN);
        }
        return i;
    }

    private static int addOne(
            float factor, MemorySegment q, int j, MemorySegment m, long at, int columns, boolean onTop) {
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            FloatVector sum = onTop ? floats(m, at + 4L * i) : FloatVector.zero(FLOATS);
            floats(q, 4L * ((long) j * columns + i))
                    .fma(FloatVector.broadcast(FLOATS, factor), sum)
                    .intoMemorySegment(m, at + 4L * i, LITTLE_ENDIAN);
        }
        return i;
    }

    private static FloatVector floats(MemorySegment segment, long offset) {
        return FloatVector.fromMemorySegment(FLOATS, segment, offset, LITTLE_ENDIAN);
    }
}
