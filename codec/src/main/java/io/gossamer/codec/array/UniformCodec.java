package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Evenly spaced levels, rounded to the nearest, {@code u8} to {@code u2}: 127 to 1 levels on either side of zero, scaled
 * to the largest magnitude of each block (4096 elements where nothing is said). Deterministic and biased: it wants error
 * feedback. {@link StochasticUniformCodec} is its unbiased sister.
 *
 * <p>Format, for each block: the step between levels (float32), then the levels; 8-bit ones in two's complement,
 * others plus the largest level, the first in the lowest bits.
 *
 * @param bits 2 to 8
 * @param block elements that share a step, a positive multiple of 8
 */
public record UniformCodec(int bits, int block) implements ContractiveCodec {
    public static final int DEFAULT_BLOCK = 4096;

    public UniformCodec {
        LevelFormat.require(bits, block);
    }

    public UniformCodec(int bits) {
        this(bits, DEFAULT_BLOCK);
    }

    @Override
    public String spec() {
        return block == DEFAULT_BLOCK ? "u" + bits : "u" + bits + "(" + block + ")";
    }

    @Override
    public int format() {
        return LevelFormat.number(bits);
    }

    /**
     * The largest value M of a block is kept exactly; each other one errs by at most h = M / (2 levels) and by no more
     * than itself. With c = (block - 1) / (2 levels)^2 the worst case is c / (1 + c) of |x|^2.
     */
    @Override
    public double delta(long count) {
        double steps = 2.0 * new BitPacking(bits).levels();
        return 1 / (1 + Math.max(0, Math.min(count, block) - 1) / (steps * steps));
    }

    @Override
    public long maxEncodedBytes(long count) {
        return levels().bytes(count);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        levels().encode(values, null, out);
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        levels().decode(in, values);
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        levels().decodeAdd(in, scale, sum);
    }

    private LevelFormat levels() {
        return new LevelFormat(new BitPacking(bits), block);
    }
}
