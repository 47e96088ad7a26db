package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
    private static final int MANTISSA = 23;
    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int LARGEST_EXPONENT = 254;

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
            MemorySegment uniforms = arena.allocate((long) Blocks.SIZE * Float.BYTES, Float.BYTES);
            Blocks.each(elements, Blocks.SIZE, (first, count) -> {
                long at = first * Float.BYTES;
                Blocks.requireFinite(KERNELS.maxAbsBits(values, at, count), values, first, count);
                random.fillUniform(uniforms.asSlice(0, (long) count * Float.BYTES), 0, 1);
                for (int i = 0; i < count; i++) {
                    int bits = values.get(LittleEndian.INT, at + 4L * i) & MAGNITUDE;
                    // The mantissa is the probability of the upper neighbour: a uniform one carries into the exponent.
                    int carry = (int) (uniforms.get(LittleEndian.FLOAT, 4L * i) * (1 << MANTISSA));
                    int exponent = Math.min(bits + carry >>> MANTISSA, LARGEST_EXPONENT);
                    coded.set(ValueLayout.JAVA_BYTE, first + i, (byte) exponent);
                }
                KERNELS.packSigns(values, at, coded, elements + first / Byte.SIZE, count);
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
        return (first, count, target, offset) -> {
            int largest = 0;
            for (int i = 0; i < count; i++) {
                int exponent = exponents.get(ValueLayout.JAVA_BYTE, first + i) & 0xFF;
                largest = Math.max(largest, exponent);
                int positive = signs.get(ValueLayout.JAVA_BYTE, (first + i) / Byte.SIZE) >>> i % Byte.SIZE & 1;
                int bits = exponent << MANTISSA | (1 - positive) << Integer.SIZE - 1;
                target.set(LittleEndian.INT, offset + 4L * i, bits);
            }
            if (largest > LARGEST_EXPONENT) {
                throw new CorruptMessageException("an exponent of infinity");
            }
        };
    }
}
