package io.gossamer.train.allocation;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.StochasticUniformCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * Even levels of 2 to 8 bits in blocks of 128, rounded at random as in QSGD: what they lose averages out by itself.
 *
 * @param bits of the uniform level
 */
public record QuantizerLevels(int bits) implements LevelFamily {
    private static final int FEWEST = 2;
    private static final int MOST = 8;
    private static final int BLOCK = 128;

    /** @throws GossamerException if there is no such level */
    public QuantizerLevels {
        if (bits < FEWEST || bits > MOST) {
            throw new GossamerException(bits + " bits for a quantiser", "Give 2 to 8.");
        }
    }

    @Override
    public int levels() {
        return MOST - FEWEST + 1;
    }

    @Override
    public int uniform() {
        return bits - FEWEST;
    }

    @Override
    public boolean unbiased() {
        return true;
    }

    @Override
    public Codec codec(FlatLayout.Entry tensor, int level) {
        return new StochasticUniformCodec(FEWEST + level, BLOCK);
    }

    @Override
    public double[] bits(FlatLayout.Entry tensor) {
        return IntStream.range(0, levels())
                .mapToDouble(level -> Byte.SIZE * (double) codec(tensor, level).maxEncodedBytes(tensor.count()))
                .toArray();
    }

    @Override
    public double[] errors(FlatLayout.Entry tensor, MemorySegment values, RandomStream random) {
        try (Arena arena = Arena.ofConfined();
                ByteWriter out = new ByteWriter()) {
            MemorySegment decoded = arena.allocate(values.byteSize(), Float.BYTES);
            double[] errors = new double[levels()];
            for (int level = 0; level < errors.length; level++) {
                out.clear();
                codec(tensor, level).encode(values, random, out);
                codec(tensor, level).decode(new ByteReader(out.written()), decoded);
                errors[level] = distance(values, decoded);
            }
            return errors;
        } catch (CorruptMessageException own) {
            throw new IllegalStateException("a codec cannot read its own bytes", own);
        }
    }

    private static double distance(MemorySegment a, MemorySegment b) {
        double sum = 0;
        for (long at = 0; at < a.byteSize(); at += Float.BYTES) {
            double difference = a.get(ValueLayout.JAVA_FLOAT, at) - b.get(ValueLayout.JAVA_FLOAT, at);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
