package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * The sign of each value times their mean magnitude, {@code sign}: one bit each (zero counts as positive). Of all scales
 * the mean magnitude errs least: |C(x) - x|^2 = |x|^2 - |x|_1^2 / n (Karimireddy et al., Error Feedback Fixes SignSGD,
 * 2019). Biased: it wants error feedback.
 *
 * <p>Format: the scale (float32), then one bit to a value, 1 for positive, low bits first, padded with zeros to a byte.
 */
public record SignCodec() implements ContractiveCodec, CompensatingCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    @Override
    public String spec() {
        return "sign";
    }

    @Override
    public int format() {
        return 6;
    }

    /** The worst array has a single value that is not zero. */
    @Override
    public double delta(long count) {
        return 1.0 / Math.max(1, count);
    }

    @Override
    public long maxEncodedBytes(long count) {
        return Float.BYTES + Math.ceilDiv(count, Byte.SIZE);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        write(values, (first, count) -> {}, out);
    }

    /** Two passes: the residual is added to and packed block by block, and the sign's share leaves it once it is known. */
    @Override
    public void encodeCompensated(MemorySegment gradient, MemorySegment residual, RandomStream random, ByteWriter out) {
        long start = out.position();
        write(
                residual,
                (first, count) ->
                        KERNELS.addScaled(1, gradient, first * Float.BYTES, residual, first * Float.BYTES, count),
                out);
        MemorySegment coded = out.written().asSlice(start);
        float scale = coded.get(LittleEndian.FLOAT, 0);
        Blocks.each(
                Blocks.elements(residual),
                Blocks.SIZE,
                (first, count) -> KERNELS.addSigns(
                        coded, Float.BYTES + first / Byte.SIZE, -scale, residual, first * Float.BYTES, count));
    }

    /** @param before what is done to a block before it is read */
    private void write(MemorySegment values, Blocks.Body<RuntimeException> before, ByteWriter out) {
        long elements = Blocks.elements(values);
        MemorySegment coded = out.reserve(maxEncodedBytes(elements));
        MemorySegment bits = coded.asSlice(Float.BYTES);
        double sum = 0;
        for (long first = 0; first < elements; first += Blocks.SIZE) {
            int count = (int) Math.min(Blocks.SIZE, elements - first);
            before.accept(first, count);
            sum += sumOfMagnitudes(values, first, count);
            KERNELS.packSigns(values, first * Float.BYTES, bits, first / Byte.SIZE, count);
        }
        coded.set(LittleEndian.FLOAT, 0, elements == 0 ? 0 : (float) (sum / elements));
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        long elements = Blocks.elements(values);
        float scale = readScale(in);
        MemorySegment bits = SignBits.read(in, elements);
        Blocks.each(
                elements,
                Blocks.SIZE,
                (first, count) ->
                        KERNELS.unpackSigns(bits, first / Byte.SIZE, scale, values, first * Float.BYTES, count));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        long elements = Blocks.elements(sum);
        float magnitude = readScale(in) * scale;
        MemorySegment bits = SignBits.read(in, elements);
        Blocks.each(
                elements,
                Blocks.SIZE,
                (first, count) ->
                        KERNELS.addSigns(bits, first / Byte.SIZE, magnitude, sum, first * Float.BYTES, count));
    }

    private static double sumOfMagnitudes(MemorySegment values, long first, int count) {
        double sum = KERNELS.sumAbs(values, first * Float.BYTES, count);
        return Double.isFinite(sum) ? sum : sumOfHuge(values, first, count);
    }

    /** For a block whose magnitudes overflow a sum in float32, if they are finite at all. */
    private static double sumOfHuge(MemorySegment values, long first, int count) {
        Blocks.requireFinite(KERNELS.maxAbsBits(values, first * Float.BYTES, count), values, first, count);
        double sum = 0;
        for (long i = first; i < first + count; i++) {
            sum += Math.abs(values.get(LittleEndian.FLOAT, i * Float.BYTES));
        }
        return sum;
    }

    private static float readScale(ByteReader in) throws CorruptMessageException {
        float scale = in.readFiniteFloat();
        if (scale < 0) {
            throw new CorruptMessageException("negative scale " + scale);
        }
        return scale;
    }
}
