package io.gossamer.codec.sparse;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Rand-k without scaling, {@code randk(0.01,biased)}: as {@link RandKCodec}, whose bytes it shares, but the elements are
 * sent as they are, which contracts and wants error feedback.
 *
 * @param density in (0, 1]
 * @param values of a whole array, contractive, or unbiased with an omega below 1 however many values there are
 */
public record BiasedRandKCodec(double density, Codec values) implements ContractiveCodec {
    public BiasedRandKCodec {
        new ChosenValues(values).requireContraction();
        new SeededFormat(density, values);
    }

    @Override
    public String spec() {
        return "randk(" + Density.print(density) + ",biased)+" + values.spec();
    }

    @Override
    public int format() {
        return seeded().number();
    }

    /** As for {@link SparseCodec}; the expected share of the squared norm that is chosen is k / n. */
    @Override
    public double delta(long count) {
        int k = seeded().chosen(count);
        return count == 0 ? 1 : ChosenValues.contraction(values, k) * k / count;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return seeded().bytes(count);
    }

    @Override
    public void encode(MemorySegment array, RandomStream random, ByteWriter out) {
        seeded().encode(array, 1, random, out);
    }

    @Override
    public void decode(ByteReader in, MemorySegment target) throws CorruptMessageException {
        seeded().decode(in, target);
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        seeded().decodeAdd(in, scale, sum);
    }

    private SeededFormat seeded() {
        return new SeededFormat(density, values);
    }
}
