package io.gossamer.codec.scalar;

import io.gossamer.core.failure.GossamerException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns a number into a few bits and back. Every pattern of that many bits can be decoded, to a number of bounded
 * magnitude or to {@link #SKIP}, so that no sender can say anything that moves its hearers further than the bound; and
 * a decoded number has a code that gives it back. Arithmetic is strict: all machines decode the same bits.
 */
public sealed interface ScalarCode permits LogarithmicCode, FloatCode, SignCode {
    /** What stands for "no number, leave this one out"; test by {@link #isSkip}. */
    double SKIP = Double.NaN;

    /** A sign and seven bits of logarithm. */
    ScalarCode BYTE = new LogarithmicCode(7, 8);

    /** A sign and eight bits of logarithm, as in the official code of "Just One Byte". */
    ScalarCode NINE_BIT = new LogarithmicCode(8, 16);

    ScalarCode FLOAT = new FloatCode();

    ScalarCode SIGN = new SignCode();

    static boolean isSkip(double value) {
        return Double.isNaN(value);
    }

    /** All codes by their names in settings. */
    static Map<String, ScalarCode> all() {
        return new TreeMap<>(Map.of("byte", BYTE, "nine-bit", NINE_BIT, "float", FLOAT, "sign", SIGN));
    }

    /** @throws GossamerException if there is none of that name */
    static ScalarCode named(String name) {
        ScalarCode code = all().get(name);
        if (code == null) {
            throw new GossamerException(
                    "There is no scalar code '" + name + "'", "Codes are: " + String.join(", ", all().keySet()) + ".");
        }
        return code;
    }

    /** Bits of a code, 1 to 32. */
    int bits();

    /**
     * The code of the nearest number that has one. NaN and infinities become the code of {@link #SKIP}.
     *
     * @return the bits, low ones first, the others zero
     * @throws IllegalArgumentException if the value is not finite and the code cannot say "skip"
     */
    int encode(double value);

    /** The number of a code, or {@link #SKIP}. Only the low {@link #bits()} bits are looked at. */
    double decode(int code);

    /** Whether a sample can be left out. */
    default boolean canSkip() {
        return true;
    }

    /** The largest magnitude that is ever decoded. */
    double largest();
}
