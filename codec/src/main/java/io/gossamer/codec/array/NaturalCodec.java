package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.kernel.RoundingKernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Natural compression, {@code natural}: each value rounded at random to one of the two powers of two around it, so that
 * the mean is right; 9 bits each. Source: Horvath et al., "Natural Compression for Distributed Deep Learning", 2019,
 * definition 1 and theorem 3. Magnitudes of 2^127 and more become 2^127.
 *
 * <p>Format: the biased exponents (1 byte each, as in float32; 0 for zero), then the signs, one bit each, 1 for values
 * that are not negative, low bits first, padded with zeros to a byte.
 */
public record NaturalCodec() implements UnbiasedCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();
    private static final RoundingKernels ROUNDING = Kernels.rounding();

    @Override
    public String spec() {
        return "natural";
    }

    @Override
    public int format() {
        return 8;
    }

    @Override
    public double omega(long count) {
        return 1.0 / 8;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return count + Math.ceilDiv(count, Byte.SIZE);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        long elements = Blocks.elements(values);
        MemorySegment coded = out.reserve(maxEncodedBytes(elements));
        try (Arena arena = Arena.ofConfined()) {
            RandomWords words = new RandomWords(random, Blocks.SIZE, elements, arena);
            Blocks.each(elements, Blocks.SIZE, (first, count) -> {
                long start = first * Float.BYTES;
                Blocks.requireFinite(KERNELS.maxAbsBits(values, start, count), values, first, count);
                words.each(
                        count,
                        (within, size, from, at, turn) -> ROUNDING.exponents(
                                values, start + 4L * within, from, at, turn, coded, first + within, size));
                KERNELS.packSigns(values, start, coded, elements + first / Byte.SIZE, count);
            });
        }
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        Blocks.decode(values, Blocks.SIZE, decoder(in, Blocks.elements(values)));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        Blocks.decodeAdd(scale, sum, Blocks.SIZE, decoder(in, Blocks.elements(sum)));
    }

    private static Blocks.Decoder decoder(ByteReader in, long elements) throws CorruptMessageException {
        MemorySegment exponents = in.readBytes(elements);
        MemorySegment signs = SignBits.read(in, elements);
        return (first, count, target, offset) -> Blocks.requireFiniteDecoded(
                ROUNDING.powers(exponents, first, signs, first / Byte.SIZE, target, offset, count));
    }
}
