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
 * The sign of each value times a scale: one bit each (zero counts as positive). Biased: it wants error feedback.
 *
 * <p>{@code sign}: the scale is the mean magnitude, which of all scales errs least, |C(x) - x|^2 = |x|^2 - |x|_1^2 / n
 * (Karimireddy et al., Error Feedback Fixes SignSGD, 2019). {@code sign(rms)}: it is the root of the mean square, so that
 * what is sent has the norm of the array (1-bit Adam).
 *
 * <p>Format: the scale (float32), then one bit to a value, 1 for positive, low bits first, padded with zeros to a byte.
 */
public record SignCodec(Scale scale) implements ContractiveCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    public SignCodec {
        if (scale instanceof Scale.Fixed fixed && !(fixed.value >= 0 && Float.isFinite(fixed.value))) {
            throw new IllegalArgumentException("a scale of " + fixed.value + " for signs");
        }
    }

    /** What the signs are multiplied by. */
    public sealed interface Scale {
        /** The mean magnitude. */
        record Mean() implements Scale {}

        /** The root of the mean square. */
        record RootMeanSquare() implements Scale {}

        /** The same for every array. */
        record Fixed(float value) implements Scale {}
    }

    /** Signs times the mean magnitude. */
    public SignCodec() {
        this(new Scale.Mean());
    }

    /** Signs times the root of the mean square. */
    public static SignCodec rootMeanSquare() {
        return new SignCodec(new Scale.RootMeanSquare());
    }

    @Override
    public String spec() {
        return switch (scale) {
            case Scale.Mean mean -> "sign";
            case Scale.RootMeanSquare root -> "sign(rms)";
            case Scale.Fixed fixed -> "sign(" + fixed.value + ")";
        };
    }

    /** The scale of these values for every array. */
    @Override
    public SignCodec fitTo(MemorySegment values) {
        return new SignCodec(new Scale.Fixed(scaleOf(values)));
    }

    @Override
    public int format() {
        return 6;
    }

    /**
     * For the mean magnitude 1 / count: the worst array has a single value that is not zero. No other scale contracts
     * every array.
     */
    @Override
    public double delta(long count) {
        return scale instanceof Scale.Mean ? 1.0 / Math.max(1, count) : 0;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return Float.BYTES + Math.ceilDiv(count, Byte.SIZE);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        long elements = Blocks.elements(values);
        out.putFloat(scaleOf(values));
        MemorySegment bits = out.reserve(Math.ceilDiv(elements, Byte.SIZE));
        Blocks.each(
                elements,
                Blocks.SIZE,
                (first, count) -> KERNELS.packSigns(values, first * Float.BYTES, bits, first / Byte.SIZE, count));
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

    private float scaleOf(MemorySegment values) {
        long elements = Blocks.elements(values);
        if (elements == 0) {
            return 0;
        }
        return switch (scale) {
            case Scale.Mean mean -> (float) (sumOfMagnitudes(values, elements) / elements);
            case Scale.RootMeanSquare root -> rootMeanSquare(values, elements);
            case Scale.Fixed fixed -> {
                requireFinite(values, elements);
                yield fixed.value;
            }
        };
    }

    private static float rootMeanSquare(MemorySegment values, long elements) {
        double sum = 0;
        for (long i = 0; i < elements; i++) {
            double value = values.get(LittleEndian.FLOAT, i * Float.BYTES);
            sum += value * value;
        }
        if (!Double.isFinite(sum)) {
            requireFinite(values, elements);
        }
        return (float) Math.sqrt(sum / elements);
    }

    private static void requireFinite(MemorySegment values, long elements) {
        Blocks.each(elements, Blocks.SIZE, (first, count) -> Blocks.maxAbsBits(values, first, count));
    }

    private static double sumOfMagnitudes(MemorySegment values, long elements) {
        double sum = 0;
        for (long first = 0; first < elements; first += Blocks.SIZE) {
            int count = (int) Math.min(Blocks.SIZE, elements - first);
            double ofBlock = KERNELS.sumAbs(values, first * Float.BYTES, count);
            sum += Double.isFinite(ofBlock) ? ofBlock : sumOfHuge(values, first, count);
        }
        return sum;
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
