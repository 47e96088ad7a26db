package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * bfloat16, {@code bf16}: 2 bytes each, the upper half of a float32 rounded to nearest even. The range is that of
 * float32; what would round to infinity becomes the largest finite number, 3.3895e38. The bound holds for normal
 * numbers: magnitudes below 1.18e-38 lose precision, below 4.6e-41 they become zero.
 */
public record BFloat16Codec() implements ContractiveCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();
    /** The largest relative error is that of the largest float32, 2^-8; elsewhere half as much. */
    private static final double DELTA = 1 - 0x1p-16;

    @Override
    public String spec() {
        return "bf16";
    }

    @Override
    public int format() {
        return 3;
    }

    @Override
    public double delta(long count) {
        return DELTA;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return count * Short.BYTES;
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        MemorySegment coded = out.reserve(values.byteSize() / 2);
        Blocks.each(Blocks.elements(values), Blocks.SIZE, (first, count) -> {
            int max = KERNELS.toBfloat16(values, first * Float.BYTES, coded, first * Short.BYTES, count);
            Blocks.requireFinite(max, values, first, count);
        });
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(values.byteSize() / 2);
        Blocks.each(
                Blocks.elements(values),
                Blocks.SIZE,
                (first, count) -> Blocks.requireFiniteDecoded(
                        KERNELS.fromBfloat16(coded, first * Short.BYTES, values, first * Float.BYTES, count)));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(sum.byteSize() / 2);
        Blocks.each(
                Blocks.elements(sum),
                Blocks.SIZE,
                (first, count) -> Blocks.requireFiniteDecoded(
                        KERNELS.addBfloat16(coded, first * Short.BYTES, scale, sum, first * Float.BYTES, count)));
    }
}
