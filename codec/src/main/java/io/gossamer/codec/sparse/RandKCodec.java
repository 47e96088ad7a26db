package io.gossamer.codec.sparse;

import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Rand-k, {@code randk(0.01)}: k = ceil(density * n) elements at uniformly random distinct positions, multiplied by n / k
 * so that the mean is right. Positions are not sent but made again from a seed of 8 bytes, so an element costs no more
 * than its value, which may itself be rounded without bias, as by {@code randk(0.01)+natural}. {@link BiasedRandKCodec} is
 * its contractive sister. Only the elements that are sent are looked at, so others may be NaN unnoticed; a value that n / k
 * takes beyond the range of float32 is reported as infinite.
 *
 * <p>Source: Wangni et al., "Gradient sparsification for communication-efficient distributed optimization", NeurIPS 2018;
 * Stich, Cordonnier, Jaggi, "Sparsified SGD with memory", NeurIPS 2018, definition 2.2.
 *
 * <p>Format: the seed (8 bytes), then the values in ascending order of the positions that {@link RandomPositions} makes
 * from the seed, as an array by the codec of values.
 *
 * @param density in (0, 1]
 * @param values a codec of whole arrays
 */
public record RandKCodec(double density, UnbiasedCodec values) implements UnbiasedCodec {
    public RandKCodec {
        new ChosenValues(values);
        new SeededFormat(density, values);
    }

    @Override
    public String spec() {
        return "randk(" + Density.print(density) + ")+" + values.spec();
    }

    @Override
    public int format() {
        return seeded().number();
    }

    /** Each element is sent with probability k / n, so E|C(x)|^2 is n / k |x|^2, and 1 + omega of the values times that. */
    @Override
    public double omega(long count) {
        return (1 + values.omega(seeded().chosen(count))) * factor(count) - 1;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return seeded().bytes(count);
    }

    @Override
    public void encode(MemorySegment array, RandomStream random, ByteWriter out) {
        seeded().encode(array, (float) factor(Selection.elements(array)), random, out);
    }

    @Override
    public void decode(ByteReader in, MemorySegment target) throws CorruptMessageException {
        seeded().decode(in, target);
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        seeded().decodeAdd(in, scale, sum);
    }

    /** n / k. */
    private double factor(long count) {
        return count == 0 ? 1 : (double) count / seeded().chosen(count);
    }

    private SeededFormat seeded() {
        return new SeededFormat(density, values);
    }
}
