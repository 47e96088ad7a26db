package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Evenly spaced levels, rounded up or down at random so that the mean is right, {@code u8(stochastic)} to
 * {@code u2(stochastic)}; otherwise as {@link UniformCodec}, whose bytes it shares.
 *
 * @param bits 2 to 8
 * @param block elements that share a step, a positive multiple of 8
 */
public record StochasticUniformCodec(int bits, int block) implements UnbiasedCodec {
    public StochasticUniformCodec {
        LevelFormat.require(bits, block);
    }

    public StochasticUniformCodec(int bits) {
        this(bits, UniformCodec.DEFAULT_BLOCK);
    }

    @Override
    public String spec() {
        String size = block == UniformCodec.DEFAULT_BLOCK ? "" : block + ",";
        return "u" + bits + "(" + size + "stochastic)";
    }

    @Override
    public int format() {
        return LevelFormat.number(bits);
    }

    @Override
    public double omega(long count) {
        return omega(Math.min(count, block), new BitPacking(bits).levels());
    }

    @Override
    public long maxEncodedBytes(long count) {
        return levels().bytes(count);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        levels().encode(values, random, out);
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        levels().decode(in, values);
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        levels().decodeAdd(in, scale, sum);
    }

    /**
     * With s the step and p the position between two levels, a value's variance is s^2 p (1 - p): at most s^2 / 4, and at
     * most s |x|. The largest value M = s levels has none. So the sum is at most (n - 1) / (4 levels^2) of |x|^2, and at
     * most sqrt(n) / levels (as in QSGD, Alistarh et al. 2017, lemma 3.1).
     */
    static double omega(long elements, int levels) {
        double n = Math.max(1, elements);
        return Math.min((n - 1) / (4.0 * levels * levels), Math.sqrt(n) / levels);
    }

    private LevelFormat levels() {
        return new LevelFormat(new BitPacking(bits), block);
    }
}
