package io.gossamer.core.unit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A data rate. Parses and prints {@code 20mbit}, {@code 1.5gbit}, {@code 500kbit}, {@code 300bit} (powers of 1000, per
 * second) and {@code unlimited}.
 *
 * @param bitsPerSecond 1 to 10^18, or infinite if unlimited
 */
public record Bandwidth(double bitsPerSecond) {
    /** No limit at all. */
    public static final Bandwidth UNLIMITED = new Bandwidth(Double.POSITIVE_INFINITY);

    private static final String UNLIMITED_TEXT = "unlimited";
    private static final String HINT =
            "Write a number and a unit (bit, kbit, mbit, gbit, tbit), as in 20mbit, or unlimited.";

    private static final Map<String, Integer> EXPONENTS = Map.of("bit", 0, "kbit", 3, "mbit", 6, "gbit", 9, "tbit", 12);
    private static final String[] PRINTED = {"bit", "kbit", "mbit", "gbit", "tbit"};

    public Bandwidth {
        if (!isValid(bitsPerSecond)) {
            throw new IllegalArgumentException(bitsPerSecond + " bit/s is neither within 1 to 10^18 nor unlimited");
        }
    }

    /**
     * Reads a rate; units in any letter case.
     *
     * @throws io.gossamer.core.failure.GossamerException if the text is no rate, or one out of range
     */
    public static Bandwidth parse(String text) {
        if (text.strip().equalsIgnoreCase(UNLIMITED_TEXT)) {
            return UNLIMITED;
        }
        Quantity quantity = Quantity.parse(text, "a bandwidth", HINT);
        Integer exponent = EXPONENTS.get(quantity.unit().toLowerCase(Locale.ROOT));
        if (exponent == null) {
            throw Quantity.invalid(text, "a bandwidth", HINT);
        }
        double rate = quantity.number().scaleByPowerOfTen(exponent).doubleValue();
        if (!isValid(rate)) {
            throw Quantity.invalid(text, "a bandwidth from 1bit to 1000000tbit", HINT);
        }
        return new Bandwidth(rate);
    }

    /** Whether there is such a rate. */
    public static boolean isValid(double bitsPerSecond) {
        return bitsPerSecond >= 1 && (bitsPerSecond <= 1e18 || bitsPerSecond == Double.POSITIVE_INFINITY);
    }

    public boolean isUnlimited() {
        return bitsPerSecond == Double.POSITIVE_INFINITY;
    }

    /** How long the line is busy with that many bytes, rounded up to a nanosecond; zero if unlimited. */
    public Duration transmissionTime(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes cannot be sent");
        }
        if (isUnlimited()) {
            return Duration.ZERO;
        }
        double nanoseconds = Math.ceil(bytes * 8.0 * 1e9 / bitsPerSecond);
        return nanoseconds < Long.MAX_VALUE
                ? Duration.ofNanos((long) nanoseconds)
                : Duration.ofSeconds((long) (bytes * 8.0 / bitsPerSecond));
    }

    /** Exact, in the largest unit of which this is at least one. */
    @Override
    public String toString() {
        if (isUnlimited()) {
            return UNLIMITED_TEXT;
        }
        int unit = 0;
        while (unit + 1 < PRINTED.length && bitsPerSecond >= Math.pow(1000, unit + 1)) {
            unit++;
        }
        BigDecimal number =
                BigDecimal.valueOf(bitsPerSecond).scaleByPowerOfTen(-3 * unit).stripTrailingZeros();
        return number.toPlainString() + PRINTED[unit];
    }
}
