package io.gossamer.codec.lowrank;

import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The array as a matrix M with so many columns, its last row filled up with zeros, sent as two thin factors,
 * {@code lowrank(4,1024)}: P with orthonormal columns and Q = transposed M times P, so that P times transposed Q is the
 * projection of M on the span of P. P is found by two rounds of subspace iteration from random normal vectors, drawn anew
 * for every array. Source: Vogels, Karimireddy, Jaggi, "PowerSGD: practical low-rank gradient compression for distributed
 * optimization", NeurIPS 2019, algorithm 1, which starts from the Q of the step before and so makes do with one round; a
 * codec has no memory of steps.
 *
 * <p>Format: P row by row, then Q column by column (float32). The rank is at most the rows and the columns of M. Where the
 * factors are longer than the array, they are sent all the same: choose the rank below rows columns / (rows + columns).
 *
 * @param rank columns of P and Q, 1 to 256
 * @param columns of M
 */
public record LowRankCodec(int rank, int columns) implements ContractiveCodec {
    private static final int LARGEST_RANK = 256;
    private static final int LARGEST_COLUMNS = 1 << 24;
    private static final int ROUNDS = 2;
    private static final long ALIGNMENT = 64;
    private static final Float32Codec FACTORS = new Float32Codec();
    private static final ArrayKernels KERNELS = Kernels.chosen();

    public LowRankCodec {
        if (rank < 1 || rank > LARGEST_RANK) {
            throw new IllegalArgumentException("a rank of " + rank + ": 1 to " + LARGEST_RANK + " are possible");
        }
        if (columns < 1 || columns > LARGEST_COLUMNS) {
            throw new IllegalArgumentException(
                    columns + " columns of a matrix: 1 to " + LARGEST_COLUMNS + " are possible");
        }
    }

    @Override
    public String spec() {
        return "lowrank(" + rank + "," + columns + ")";
    }

    @Override
    public int format() {
        return 62;
    }

    /**
     * r / d with d the smaller of rows and columns, on average over the random start; of a matrix of rank r or less
     * nothing is lost. Proof, in exact arithmetic: with w normal and s the squared singular values, u = M w / |M w| takes
     * sum s^2 w^2 / sum s w^2 of |M|^2, which is at least sum s w^2 / sum w^2, for weighting by s raises the mean of s; that
     * has mean |M|^2 / d. The projection beside u has rank d - 1 at most, and the next vector takes from it in the same way:
     * 1 / (d - 1) of what is left, and so on, which leaves (d - r) / d after r vectors. Nor can the second round lose: for A
     * = M times transposed M and orthonormal P, an orthonormal basis of A P has at least the trace of transposed P A P, by
     * the inequality of Cauchy and Schwarz. Halko, Martinsson, Tropp 2011, theorem 10.5, tells more where singular values
     * fall.
     */
    @Override
    public double delta(long count) {
        Shape shape = shape(count);
        return count == 0 ? 1 : (double) shape.rank / Math.min(shape.rows, columns);
    }

    @Override
    public long maxEncodedBytes(long count) {
        Shape shape = shape(count);
        return Float.BYTES * (long) shape.rank * (shape.rows + columns);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        Shape shape = shape(values.byteSize() / Float.BYTES);
        requireFinite(values);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment q = arena.allocate(shape.bytesOfQ(), ALIGNMENT);
            MemorySegment p = arena.allocate(shape.bytesOfP(), ALIGNMENT);
            Matrix m = new Matrix(values, columns);
            random.fillNormal(q, 0, 1);
            for (int round = 0; round < ROUNDS; round++) {
                m.multiply(q, p, shape.rank);
                Orthonormal.columns(p, shape.rows, shape.rank);
                m.transposedMultiply(p, q, shape.rank);
            }
            FACTORS.encode(p, random, out);
            FACTORS.encode(q, random, out);
        }
    }

    private static void requireFinite(MemorySegment values) {
        int elements = Math.toIntExact(values.byteSize() / Float.BYTES);
        if (KERNELS.maxAbsBits(values, 0, elements) >= ArrayKernels.INFINITY_BITS) {
            throw NonFiniteValueException.find(values, 0, elements);
        }
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        Shape shape = shape(values.byteSize() / Float.BYTES);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = arena.allocate(shape.bytesOfP(), ALIGNMENT);
            MemorySegment q = arena.allocate(shape.bytesOfQ(), ALIGNMENT);
            FACTORS.decode(in, p);
            FACTORS.decode(in, q);
            new Matrix(values, columns).expand(p, q, shape.rank);
        }
        int elements = Math.toIntExact(values.byteSize() / Float.BYTES);
        if (KERNELS.maxAbsBits(values, 0, elements) >= ArrayKernels.INFINITY_BITS) {
            throw new CorruptMessageException("factors whose product is not finite");
        }
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment decoded = arena.allocate(sum.byteSize(), ALIGNMENT);
            decode(in, decoded);
            KERNELS.addScaled(scale, decoded, 0, sum, 0, Math.toIntExact(sum.byteSize() / Float.BYTES));
        }
    }

    private record Shape(int rows, int columns, int rank) {
        long bytesOfP() {
            return (long) rows * rank * Float.BYTES;
        }

        long bytesOfQ() {
            return (long) columns * rank * Float.BYTES;
        }
    }

    private Shape shape(long count) {
        int rows = Math.toIntExact(Math.ceilDiv(count, columns));
        return new Shape(rows, columns, Math.min(rank, Math.min(rows, columns)));
    }
}
