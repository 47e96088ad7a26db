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
public record SignCodec(Scale scale) implements CompensatingCodec {
    private static final ArrayKernels KERNELS = Kernels.chosen();

    /** What the signs are multiplied by. */
    public sealed interface Scale {
        /** A block's share of what the scale is made of; its values are finite afterwards. */
        double sum(MemorySegment values, long first, int count);

        /** The scale of an array whose blocks gave {@code sum} together. */
        float value(double sum, long elements);

        /** The mean magnitude. */
        record Mean() implements Scale {
            @Override
            public double sum(MemorySegment values, long first, int count) {
                return sumOfMagnitudes(values, first, count);
            }

            @Override
            public float value(double sum, long elements) {
                return elements == 0 ? 0 : (float) (sum / elements);
            }
        }

        /** The root of the mean square. */
        record RootMeanSquare() implements Scale {
            @Override
            public double sum(MemorySegment values, long first, int count) {
                Blocks.maxAbsBits(values, first, count);
                double sum = 0;
                for (long i = first; i < first + count; i++) {
                    double value = values.get(LittleEndian.FLOAT, i * Float.BYTES);
                    sum += value * value;
                }
                return sum;
            }

            @Override
            public float value(double sum, long elements) {
                return elements == 0 ? 0 : (float) Math.sqrt(sum / elements);
            }
        }

        /** The same for every array. */
        record Fixed(float magnitude) implements Scale {
            public Fixed {
                if (!(magnitude >= 0 && Float.isFinite(magnitude))) {
                    throw new IllegalArgumentException("a scale of " + magnitude + " for signs");
                }
            }

            @Override
            public double sum(MemorySegment values, long first, int count) {
                Blocks.maxAbsBits(values, first, count);
                return 0;
            }

            @Override
            public float value(double sum, long elements) {
                return magnitude;
            }
        }
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
            case Scale.Fixed fixed -> "sign(" + fixed.magnitude + ")";
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
            sum += scale.sum(values, first, count);
            KERNELS.packSigns(values, first * Float.BYTES, bits, first / Byte.SIZE, count);
        }
        coded.set(LittleEndian.FLOAT, 0, scale.value(sum, elements));
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
        double sum = 0;
        for (long first = 0; first < elements; first += Blocks.SIZE) {
            sum += scale.sum(values, first, (int) Math.min(Blocks.SIZE, elements - first));
        }
        return scale.value(sum, elements);
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
