package io.gossamer.core.unit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/**
 * An amount of data. Parses and prints {@code 512B}, {@code 100MiB} (powers of 1024) and {@code 1.5GB} (powers of
 * 1000); a bare number counts bytes.
 *
 * @param count the number of bytes, at least 0
 */
public record Bytes(long count) implements Comparable<Bytes> {
    private static final String HINT =
            "Write a number and a unit (B, kB, MB, GB, TB, KiB, MiB, GiB, TiB), as in 100MiB.";

    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("kb", 1_000L),
            Map.entry("mb", 1_000_000L),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L),
            Map.entry("kib", 1L << 10),
            Map.entry("mib", 1L << 20),
            Map.entry("gib", 1L << 30),
            Map.entry("tib", 1L << 40));

    /** Largest first: the one that prints an amount as a whole number. */
    private static final String[] PRINTED = {"TiB", "TB", "GiB", "GB", "MiB", "MB", "KiB", "kB"};

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException(count + " bytes: an amount of data is never negative");
        }
    }

    /**
     * Reads an amount; units in any letter case.
     *
     * @throws io.gossamer.core.failure.GossamerException if the text is no amount, or no whole number of bytes
     */
    public static Bytes parse(String text) {
        Quantity quantity = Quantity.parse(text, "an amount of data", HINT);
        Long unit = UNITS.get(quantity.unit().toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw Quantity.invalid(text, "an amount of data", HINT);
        }
        try {
            return new Bytes(
                    quantity.number().multiply(BigDecimal.valueOf(unit)).longValueExact());
        } catch (ArithmeticException e) {
            throw Quantity.invalid(text, "a whole number of bytes below 2^63", HINT);
        }
    }

    /** Exact: the largest unit of which this is a whole multiple. */
    @Override
    public String toString() {
        for (String unit : PRINTED) {
            long size = UNITS.get(unit.toLowerCase(Locale.ROOT));
            if (count != 0 && count % size == 0) {
                return count / size + unit;
            }
        }
        return count + "B";
    }

    /** Rounded for people: three digits or so, units of 1000, as in {@code 1.23MB}. */
    public String rounded() {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
        double value = count;
        int unit = 0;
        while (value >= 999.5) {
            value /= 1000;
            unit++;
        }
        int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f%s", value, units[unit]);
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }
}
