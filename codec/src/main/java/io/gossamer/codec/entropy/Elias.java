package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.BitWriter;
import io.gossamer.codec.bits.CorruptMessageException;

/**
 * Universal codes for positive integers that are small more often than large.
 *
 * <ul>
 *   <li>gamma: the number of bits after the leading one in unary (that many zeros and a one), then those bits;
 *       {@code 2 floor(log2 n) + 1} bits
 *   <li>delta: the number of bits in gamma, then those after the leading one;
 *       {@code floor(log2 n) + 2 floor(log2(floor(log2 n) + 1)) + 1} bits
 *   <li>omega: groups, each as long as the one before it says, up to a zero; the number itself is the last group
 * </ul>
 *
 * Source: Elias, "Universal codeword sets and representations of the integers", IEEE Trans. Inf. Theory 21, 1975. Within
 * a group bits run from low to high, as everywhere in {@link BitWriter}; the leading one of a group of omega comes first,
 * for it tells a group from the end.
 */
public final class Elias {
    /** The largest number of bits of an integer here. */
    private static final int LONGEST = 57;

    /** What any of the codes can carry. */
    public static final long LARGEST = (1L << LONGEST) - 1;

    private Elias() {}

    public static void putGamma(BitWriter out, long value) {
        int bits = lowBits(value);
        out.putUnary(bits);
        out.put(value ^ 1L << bits, bits);
    }

    /** Reads what {@link #putGamma} wrote, at most {@code limit}. */
    public static long readGamma(BitReader in, long limit) throws CorruptMessageException {
        int bits = (int) in.readUnary(lowBits(limit));
        return checked(1L << bits | in.read(bits), limit);
    }

    public static int gammaBits(long value) {
        return 2 * lowBits(value) + 1;
    }

    public static void putDelta(BitWriter out, long value) {
        int bits = lowBits(value);
        putGamma(out, bits + 1);
        out.put(value ^ 1L << bits, bits);
    }

    /** Reads what {@link #putDelta} wrote, at most {@code limit}. */
    public static long readDelta(BitReader in, long limit) throws CorruptMessageException {
        int bits = (int) readGamma(in, lowBits(limit) + 1) - 1;
        return checked(1L << bits | in.read(bits), limit);
    }

    public static int deltaBits(long value) {
        int bits = lowBits(value);
        return gammaBits(bits + 1) + bits;
    }

    public static void putOmega(BitWriter out, long value) {
        if (value > 1) {
            putGroups(out, value);
        }
        out.put(0, 1);
    }

    private static void putGroups(BitWriter out, long value) {
        int bits = lowBits(value);
        if (bits > 1) {
            putGroups(out, bits);
        }
        out.put(1, 1);
        out.put(value ^ 1L << bits, bits);
    }

    /** Reads what {@link #putOmega} wrote, at most {@code limit}. */
    public static long readOmega(BitReader in, long limit) throws CorruptMessageException {
        long value = 1;
        while (in.read(1) == 1) {
            if (value > lowBits(limit)) {
                throw new CorruptMessageException(
                        "a group of " + value + " bits where at most " + limit + " is allowed");
            }
            value = 1L << value | in.read((int) value);
        }
        return checked(value, limit);
    }

    public static int omegaBits(long value) {
        int total = 1;
        for (long group = value; group > 1; group = lowBits(group)) {
            total += lowBits(group) + 1;
        }
        return total;
    }

    /** The bits after the leading one. */
    private static int lowBits(long value) {
        if (value < 1 || value > LARGEST) {
            throw new IllegalArgumentException(value + " is not within 1 and " + LARGEST);
        }
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    }

    private static long checked(long value, long limit) throws CorruptMessageException {
        if (value > limit) {
            throw new CorruptMessageException(value + " where at most " + limit + " is allowed");
        }
        return value;
    }
}
