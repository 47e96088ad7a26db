package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/** The values as they are, {@code f32}: 4 bytes each. */
public record Float32Codec() implements LosslessCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    @Override
    public String spec() {
        return "f32";
    }

    @Override
    public int format() {
        return 1;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return count * Float.BYTES;
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        MemorySegment coded = out.reserve(values.byteSize());
        Blocks.each(Blocks.elements(values), Blocks.SIZE, (first, count) -> {
            long at = first * Float.BYTES;
            Blocks.requireFinite(KERNELS.maxAbsBits(values, at, count), values, first, count);
            MemorySegment.copy(values, at, coded, at, (long) count * Float.BYTES);
        });
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(values.byteSize());
        Blocks.each(Blocks.elements(values), Blocks.SIZE, (first, count) -> {
            long at = first * Float.BYTES;
            Blocks.requireFiniteDecoded(KERNELS.maxAbsBits(coded, at, count));
            MemorySegment.copy(coded, at, values, at, (long) count * Float.BYTES);
        });
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(sum.byteSize());
        Blocks.each(Blocks.elements(sum), Blocks.SIZE, (first, count) -> {
            long at = first * Float.BYTES;
            Blocks.requireFiniteDecoded(KERNELS.maxAbsBits(coded, at, count));
            KERNELS.addScaled(scale, coded, at, sum, at, count);
        });
    }
}
