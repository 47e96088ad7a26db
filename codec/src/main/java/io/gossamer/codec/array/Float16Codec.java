package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Float16Bits;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * IEEE binary16 with one exponent to a block, {@code f16}: each block of 4096 values is multiplied by the power of two
 * that brings its largest magnitude to [2^14, 2^15) (see {@link BlockExponent}), then rounded to nearest even. So nothing
 * overflows, and gradients of 1e-9 keep their 11 significant bits: only what is 2^-29 of its block's largest or less
 * loses some. Where a plain binary16 holds a block without overflow and subnormal numbers, the values are the same, but
 * for the largest ones: they are not rounded up to a power of two.
 *
 * <p>Format, for each block: the exponent (1 byte, signed), then the values (2 bytes each).
 */
public record Float16Codec() implements ContractiveCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    @Override
    public String spec() {
        return "f16";
    }

    @Override
    public int format() {
        return 2;
    }

    /** Normal halves err by 2^-11 of themselves, the others of a block together by less than 2^-29 of its largest. */
    @Override
    public double delta(long count) {
        return 1 - 0x1p-21;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return count * Short.BYTES + Math.ceilDiv(count, Blocks.SIZE);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        MemorySegment coded = out.reserve(maxEncodedBytes(Blocks.elements(values)));
        Blocks.each(Blocks.elements(values), Blocks.SIZE, (first, count) -> {
            int max = KERNELS.maxAbsBits(values, first * Float.BYTES, count);
            Blocks.requireFinite(max, values, first, count);
            int exponent = BlockExponent.of(max);
            coded.set(ValueLayout.JAVA_BYTE, offset(first), (byte) exponent);
            float power = BlockExponent.power(exponent);
            KERNELS.toFloat16(values, first * Float.BYTES, power, coded, offset(first) + 1, count);
        });
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(maxEncodedBytes(Blocks.elements(values)));
        Blocks.each(Blocks.elements(values), Blocks.SIZE, (first, count) -> {
            float power = inversePower(coded, first);
            requireBelowLimit(KERNELS.fromFloat16(coded, offset(first) + 1, power, values, first * Float.BYTES, count));
        });
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(maxEncodedBytes(Blocks.elements(sum)));
        Blocks.each(Blocks.elements(sum), Blocks.SIZE, (first, count) -> {
            float power = inversePower(coded, first);
            requireBelowLimit(
                    KERNELS.addFloat16(coded, offset(first) + 1, power, scale, sum, first * Float.BYTES, count));
        });
    }

    private static long offset(long first) {
        return first * Short.BYTES + first / Blocks.SIZE;
    }

    private static float inversePower(MemorySegment coded, long first) throws CorruptMessageException {
        return BlockExponent.inversePower(coded.get(ValueLayout.JAVA_BYTE, offset(first)));
    }

    private static void requireBelowLimit(int maxHalf) throws CorruptMessageException {
        if (maxHalf > Float16Bits.MAX_VALUE) {
            throw new CorruptMessageException("a value of 2^15 or more before its block's exponent");
        }
    }
}
