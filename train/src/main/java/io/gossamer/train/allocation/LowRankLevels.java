package io.gossamer.train.allocation;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.lowrank.LowRankCodec;
import io.gossamer.codec.lowrank.Matrix;
import io.gossamer.codec.lowrank.Orthonormal;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.tensor.TensorMemory;
import io.gossamer.train.flat.TensorSection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Low rank, from half the uniform rank to twice it. A tensor is read as a matrix of its first dimension by all others, and
 * compressed only where the uniform rank makes it less than half as long. Source: L-GreCo's official code for PowerSGD.
 *
 * @param rank of the uniform level
 * @param exact whether losses are taken from the singular values, instead of estimated by subspace iteration
 */
public record LowRankLevels(int rank, boolean exact) implements LevelFamily {
    private static final int HIGHEST_UNIFORM = 128;
    private static final int POWER_ROUNDS = 5;
    private static final int WORTHWHILE = 2;

    /** @throws GossamerException if the rank is not positive, or too high to be low */
    public LowRankLevels {
        if (rank < 1 || rank > HIGHEST_UNIFORM) {
            throw new GossamerException("A rank of " + rank, "Give 1 to " + HIGHEST_UNIFORM + ".");
        }
    }

    private int lowest() {
        return Math.max(1, rank / 2);
    }

    @Override
    public int levels() {
        return 2 * rank - lowest() + 1;
    }

    @Override
    public int uniform() {
        return rank - lowest();
    }

    private int rank(int level) {
        return lowest() + level;
    }

    /** The largest rank of all levels. */
    public int highest() {
        return 2 * rank;
    }

    @Override
    public boolean compresses(FlatLayout.Entry tensor) {
        return tensor.shape().length >= 2
                && (long) (rows(tensor) + columns(tensor)) * rank * WORTHWHILE < tensor.count();
    }

    private static int rows(FlatLayout.Entry tensor) {
        return Math.toIntExact(tensor.shape()[0]);
    }

    private static int columns(FlatLayout.Entry tensor) {
        return Math.toIntExact(tensor.count() / tensor.shape()[0]);
    }

    @Override
    public Codec codec(FlatLayout.Entry tensor, int level) {
        return new LowRankCodec(rank(level), columns(tensor));
    }

    /** A rank above that of the matrix costs more than any other, so that it is never chosen. */
    @Override
    public double[] bits(FlatLayout.Entry tensor) {
        int thin = rows(tensor) + columns(tensor);
        return IntStream.range(0, levels())
                .mapToDouble(level -> rank(level) <= Math.min(rows(tensor), columns(tensor))
                        ? (double) Float.SIZE * rank(level) * thin
                        : (double) Float.SIZE * highest() * thin + 1)
                .toArray();
    }

    @Override
    public double[] errors(FlatLayout.Entry tensor, MemorySegment values, RandomStream random) {
        return exact ? tails(singularValues(tensor, values)) : estimates(tensor, values, random);
    }

    /** A level loses the singular values beyond its rank. */
    private double[] tails(double[] descending) {
        return IntStream.range(0, levels())
                .mapToDouble(level -> Math.sqrt(Arrays.stream(descending)
                        .skip(rank(level))
                        .map(value -> value * value)
                        .sum()))
                .toArray();
    }

    private static double[] singularValues(FlatLayout.Entry tensor, MemorySegment values) {
        try (TensorSection section = TensorSection.enter();
                Arena arena = Arena.ofConfined()) {
            Tensor matrix = torch.empty(rows(tensor), columns(tensor));
            TensorMemory.of(matrix, arena).copyFrom(values);
            Tensor singular = torch.linalg_svdvals(matrix);
            float[] floats = TensorMemory.of(singular, arena).toArray(ValueLayout.JAVA_FLOAT);
            return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
        }
    }

    /** By subspace iteration: with orthonormal P and Q = transposed G times P the loss is |G|^2 - |Q|^2. */
    private double[] estimates(FlatLayout.Entry tensor, MemorySegment values, RandomStream random) {
        double norm = Norm.squared(values);
        return IntStream.range(0, levels())
                .mapToDouble(level -> Math.sqrt(Math.max(0, norm - captured(tensor, values, rank(level), random))))
                .toArray();
    }

    private static double captured(FlatLayout.Entry tensor, MemorySegment values, int wanted, RandomStream random) {
        int rank = Math.min(wanted, Math.min(rows(tensor), columns(tensor)));
        Matrix matrix = new Matrix(values, columns(tensor));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment q = arena.allocate((long) columns(tensor) * rank * Float.BYTES, FlatLayout.ALIGNMENT);
            MemorySegment p = arena.allocate((long) rows(tensor) * rank * Float.BYTES, FlatLayout.ALIGNMENT);
            random.fillNormal(q, 0, 1);
            for (int round = 0; round < POWER_ROUNDS; round++) {
                matrix.multiply(q, p, rank);
                Orthonormal.columns(p, rows(tensor), rank);
                matrix.transposedMultiply(p, q, rank);
            }
            return Norm.squared(q);
        }
    }
}
