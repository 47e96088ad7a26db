package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Floats of 8 or 4 bits, {@code e4m3}, {@code e5m2}, {@code e2m1} and {@code e3m0}: a sign, an exponent and a mantissa,
 * rounded to nearest even, with subnormal numbers and without infinities or NaN. Each block has a power of two of its own
 * that brings its largest value into the highest binade, so no range is lost; {@code e4m3(1024)}: of each 1024.
 *
 * <p>Format, for each block: the exponent of that power (1 signed byte), then the codes, sign in the highest bit; those of
 * 4 bits two to a byte, the first in the low half.
 *
 * @param exponentBits 2 to 5
 * @param mantissaBits 0 to 3
 * @param block elements that share a power of two, a positive even number
 */
public record MiniFloatCodec(int exponentBits, int mantissaBits, int block) implements ContractiveCodec {
    private static final int FLOAT_MANTISSA = 23;
    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int LOWEST_EXPONENT = -126;
    private static final int HIGHEST_EXPONENT = 127;

    public MiniFloatCodec {
        int bits = 1 + exponentBits + mantissaBits;
        if (exponentBits < 2 || exponentBits > 5 || mantissaBits < 0 || bits != 8 && bits != 4) {
            throw new IllegalArgumentException(
                    "a float of " + exponentBits + " and " + mantissaBits + " bits: it must have 4 or 8 with the sign");
        }
        if (block < 2 || block % 2 != 0) {
            throw new IllegalArgumentException("a block of " + block + " elements: it must be even and positive");
        }
    }

    public MiniFloatCodec(int exponentBits, int mantissaBits) {
        this(exponentBits, mantissaBits, UniformCodec.DEFAULT_BLOCK);
    }

    private int bits() {
        return 1 + exponentBits + mantissaBits;
    }

    /** The exponent of the highest binade when the lowest normal number is 1. */
    private int binades() {
        return (1 << exponentBits) - 2;
    }

    @Override
    public String spec() {
        String size = block == UniformCodec.DEFAULT_BLOCK ? "" : "(" + block + ")";
        return "e" + exponentBits + "m" + mantissaBits + size;
    }

    @Override
    public int format() {
        return bits() == Byte.SIZE ? 13 + exponentBits : 17 + exponentBits;
    }

    /**
     * A normal number errs by at most h = 2^-(m+1) of itself (a third without a mantissa); a smaller one by h of the
     * lowest normal number, which is at most 2^(1-binades) of the block's largest.
     */
    @Override
    public double delta(long count) {
        double h = Math.scalb(1.0, -mantissaBits - 1);
        double relative = mantissaBits == 0 ? 1.0 / 3 : h;
        double absolute = h * Math.scalb(1.0, 1 - binades());
        double others = Math.max(0, Math.min(count, block) - 1);
        return Math.max(0, 1 - relative * relative - others * absolute * absolute);
    }

    @Override
    public long maxEncodedBytes(long count) {
        return bytes(count);
    }

    private long bytes(long count) {
        long whole = count / block;
        long rest = count % block;
        return whole * (1 + codeBytes(block)) + (rest == 0 ? 0 : 1 + codeBytes(rest));
    }

    private long codeBytes(long count) {
        return Math.ceilDiv(count * bits(), Byte.SIZE);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        MemorySegment coded = out.reserve(bytes(Blocks.elements(values)));
        Blocks.each(Blocks.elements(values), block, (first, count) -> {
            int exponent = lowestExponent(Blocks.maxAbsBits(values, first, count));
            long at = bytes(first);
            coded.set(ValueLayout.JAVA_BYTE, at, (byte) exponent);
            encodeBlock(values, first, count, exponent, coded, at + 1);
        });
    }

    /** The exponent of the lowest normal number of a block, such that its largest value lies in the highest binade. */
    private int lowestExponent(int maxAbsBits) {
        float rounded = Float.intBitsToFloat(Math.min(round(maxAbsBits), Float.floatToRawIntBits(Float.MAX_VALUE)));
        return Math.max(LOWEST_EXPONENT, Math.getExponent(rounded) - binades());
    }

    /** Float bits without a sign rounded to the mantissa here, half to even. */
    private int round(int bits) {
        int dropped = FLOAT_MANTISSA - mantissaBits;
        int half = (1 << dropped - 1) - 1 + (bits >>> dropped & 1);
        return bits + half & -1 << dropped;
    }

    private void encodeBlock(
            MemorySegment values, long first, int count, int exponent, MemorySegment coded, long offset) {
        float lowest = Math.scalb(1f, exponent);
        double perStep = Math.scalb(1.0, mantissaBits - exponent);
        int shift = FLOAT_MANTISSA - mantissaBits;
        int bias = exponent + 126 << mantissaBits;
        int largest = (1 << bits() - 1) - 1;
        for (int i = 0; i < count; i++) {
            int bits = values.get(LittleEndian.INT, (first + i) * Float.BYTES);
            float magnitude = Float.intBitsToFloat(bits & MAGNITUDE);
            int code = magnitude < lowest
                    ? (int) Math.rint(magnitude * perStep)
                    : Math.min(largest, (round(bits & MAGNITUDE) >>> shift) - bias);
            put(coded, offset, i, code | (bits < 0 ? largest + 1 : 0));
        }
    }

    private void put(MemorySegment coded, long offset, int i, int code) {
        if (bits() == Byte.SIZE) {
            coded.set(ValueLayout.JAVA_BYTE, offset + i, (byte) code);
        } else if ((i & 1) == 0) {
            coded.set(ValueLayout.JAVA_BYTE, offset + i / 2, (byte) code);
        } else {
            int low = coded.get(ValueLayout.JAVA_BYTE, offset + i / 2);
            coded.set(ValueLayout.JAVA_BYTE, offset + i / 2, (byte) (low | code << 4));
        }
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        Blocks.decode(values, block, decoder(in, Blocks.elements(values)));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        Blocks.decodeAdd(scale, sum, block, decoder(in, Blocks.elements(sum)));
    }

    private Blocks.Decoder decoder(ByteReader in, long elements) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(bytes(elements));
        float[] units = units();
        return (first, count, target, offset) -> {
            long at = bytes(first);
            int exponent = coded.get(ValueLayout.JAVA_BYTE, at);
            if (exponent < LOWEST_EXPONENT || exponent + binades() > HIGHEST_EXPONENT) {
                throw new CorruptMessageException("block exponent " + exponent);
            }
            float power = Math.scalb(1f, exponent);
            for (int i = 0; i < count; i++) {
                target.set(LittleEndian.FLOAT, offset + 4L * i, units[code(coded, at + 1, i)] * power);
            }
            requireZeroPadding(coded, at + 1, count);
        };
    }

    private int code(MemorySegment coded, long offset, int i) {
        if (bits() == Byte.SIZE) {
            return coded.get(ValueLayout.JAVA_BYTE, offset + i) & 0xFF;
        }
        return coded.get(ValueLayout.JAVA_BYTE, offset + i / 2) >>> (i & 1) * 4 & 0xF;
    }

    private void requireZeroPadding(MemorySegment coded, long offset, int count) throws CorruptMessageException {
        if (bits() == 4 && count % 2 != 0 && code(coded, offset, count) != 0) {
            throw new CorruptMessageException("padding that is not zero");
        }
    }

    /** What each code stands for where the lowest normal number is 1. */
    private float[] units() {
        float[] units = new float[1 << bits()];
        int sign = 1 << bits() - 1;
        for (int code = 0; code < sign; code++) {
            int exponent = code >>> mantissaBits;
            int mantissa = code & (1 << mantissaBits) - 1;
            float unit = exponent == 0
                    ? Math.scalb((float) mantissa, -mantissaBits)
                    : Math.scalb((float) (mantissa + (1 << mantissaBits)), exponent - 1 - mantissaBits);
            units[code] = unit;
            units[code | sign] = -unit;
        }
        return units;
    }
}
