package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * TernGrad (Wen et al., 2017), {@code ternary}: with s the largest magnitude of the array, each value becomes s times its
 * sign with probability |x| / s, else zero. Five values to a byte.
 *
 * <p>Format: s (float32), then a byte for every five values, each of them plus 1 a digit in base 3, the first the lowest.
 */
public record TernaryCodec() implements UnbiasedCodec {
    private static final LevelFormat LEVELS = new LevelFormat(new TritPacking(), LevelFormat.WHOLE_ARRAY);

    @Override
    public String spec() {
        return "ternary";
    }

    @Override
    public int format() {
        return 7;
    }

    @Override
    public double omega(long count) {
        return StochasticUniformCodec.omega(count, 1);
    }

    @Override
    public long maxEncodedBytes(long count) {
        return LEVELS.bytes(count);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        LEVELS.encode(values, random, out);
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        LEVELS.decode(in, values);
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        LEVELS.decodeAdd(in, scale, sum);
    }
}
