package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Floats of a sign and three exponent bits on one scale for the whole array, {@code fp4}: magnitudes 0, 1/4, 1/2, 1, 2, 4,
 * 8 and 16 times a 16th of the largest, which is kept exactly. Rounded to the nearest, to the smaller of two that are as
 * near. Unlike {@code e3m0} ({@link MiniFloatCodec}) it measures the array as a whole, and not by powers of two. Source:
 * Streaming DiLoCo, arXiv 2501.18512, section 3.3, which says E3M0 and leaves the scale open.
 *
 * <p>Format: the scale (float32), then the codes, sign in the highest bit, two to a byte, the first in the low half.
 * Code 8, minus zero, is read and never written: what is rounded to zero has no sign.
 */
public record Float4Codec() implements ContractiveCodec {
    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int SIGN = 8;
    private static final float LARGEST = 16;
    private static final float[] UNITS = {0, 0.25f, 0.5f, 1, 2, 4, 8, LARGEST};
    /** Up to which magnitude in units a code is the nearest. */
    private static final double[] MIDDLES = {0.125, 0.375, 0.75, 1.5, 3, 6, 12};

    @Override
    public String spec() {
        return "fp4";
    }

    @Override
    public int format() {
        return 63;
    }

    /**
     * Magnitudes of at least 3/4 of the lowest, M/64, err by at most a third of themselves; others by at most M/128 and by
     * no more than themselves. With c = (count - 1) / 128^2 the worst case is the larger of 1/9 and c / (1 + c) of |x|^2.
     */
    @Override
    public double delta(long count) {
        double c = Math.max(0, count - 1) / (128.0 * 128);
        return Math.min(8.0 / 9, 1 / (1 + c));
    }

    @Override
    public long maxEncodedBytes(long count) {
        return Float.BYTES + Math.ceilDiv(count, 2);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        long elements = Blocks.elements(values);
        MemorySegment coded = out.reserve(maxEncodedBytes(elements));
        float scale = scale(values, elements);
        coded.set(LittleEndian.FLOAT, 0, scale);
        double[] limits = new double[MIDDLES.length];
        for (int code = 0; code < limits.length; code++) {
            limits[code] = MIDDLES[code] * scale;
        }
        for (long i = 0; i < elements; i += 2) {
            int high = i + 1 < elements ? code(values, i + 1, limits) : 0;
            coded.set(ValueLayout.JAVA_BYTE, Float.BYTES + i / 2, (byte) (high << 4 | code(values, i, limits)));
        }
    }

    private static float scale(MemorySegment values, long elements) {
        int[] max = {0};
        Blocks.each(
                elements,
                Blocks.SIZE,
                (first, count) -> max[0] = Math.max(max[0], Blocks.maxAbsBits(values, first, count)));
        return Float.intBitsToFloat(max[0]) / LARGEST;
    }

    private static int code(MemorySegment values, long index, double[] limits) {
        int bits = values.get(LittleEndian.INT, index * Float.BYTES);
        float magnitude = Float.intBitsToFloat(bits & MAGNITUDE);
        int code = 0;
        for (double limit : limits) {
            // Without a branch: which way it goes cannot be foretold.
            code += magnitude > limit ? 1 : 0;
        }
        return bits < 0 && code > 0 ? code | SIGN : code;
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        Blocks.decode(values, Blocks.SIZE, decoder(in, Blocks.elements(values)));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        Blocks.decodeAdd(scale, sum, Blocks.SIZE, decoder(in, Blocks.elements(sum)));
    }

    private Blocks.Decoder decoder(ByteReader in, long elements) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(maxEncodedBytes(elements));
        float[] decoded = decoded(coded.get(LittleEndian.FLOAT, 0));
        if (elements % 2 != 0 && (coded.get(ValueLayout.JAVA_BYTE, coded.byteSize() - 1) & 0xF0) != 0) {
            throw new CorruptMessageException("padding that is not zero");
        }
        return (first, count, target, offset) -> {
            for (int i = 0; i < count; i++) {
                int pair = coded.get(ValueLayout.JAVA_BYTE, Float.BYTES + (first + i) / 2);
                target.set(LittleEndian.FLOAT, offset + 4L * i, decoded[pair >>> (i & 1) * 4 & 0xF]);
            }
        };
    }

    /** What each code stands for. */
    private static float[] decoded(float scale) throws CorruptMessageException {
        if (!(scale >= 0) || !Float.isFinite(LARGEST * scale)) {
            throw new CorruptMessageException("a scale of " + scale);
        }
        float[] decoded = new float[2 * SIGN];
        for (int code = 0; code < SIGN; code++) {
            decoded[code] = UNITS[code] * scale;
            decoded[code | SIGN] = -decoded[code];
        }
        return decoded;
    }
}
