package io.gossamer.app.console;

import java.util.Locale;

/** Quantities in words that fit a table cell: three significant digits, decimal units. */
public final class Quantity {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Quantity() {}

    /** Bytes, {@code 12.3 MB}. */
    public static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? String.valueOf(Math.round(value)) : digits(value)) + " " + BYTE_UNITS[unit];
    }

    /** A data rate, {@code 12.3 MB/s}. */
    public static String rate(double bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** A duration: {@code 240 ms}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 10 min}. */
    public static String seconds(double seconds) {
        if (seconds < 0.9995) {
            return Math.round(seconds * 1000) + " ms";
        }
        if (seconds < 99.95) {
            return digits(seconds) + " s";
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** A share of one, {@code 98.31 %}; the dash stands for a share that does not exist. */
    public static String percent(Double share) {
        return share == null || share.isNaN() ? "–" : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    /** How many times: {@code 83x}, {@code 1.4x}. */
    public static String times(double ratio) {
        return factor(ratio) + "x";
    }

    /** The number of {@link #times} alone. */
    public static String factor(double ratio) {
        return ratio >= 9.95
                ? String.format(Locale.ROOT, "%,d", Math.round(ratio))
                : String.format(Locale.ROOT, "%.1f", ratio);
    }

    /** A loss, four significant digits. */
    public static String loss(double loss) {
        return Double.isNaN(loss) ? "–" : String.format(Locale.ROOT, loss < 10 ? "%.4f" : "%.4g", loss);
    }

    /** A number that may be small, three significant digits: {@code 32.0}, {@code 1.25}, {@code 0.0312}. */
    public static String significant(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : "–";
        }
        int decimals = Math.clamp(2 - (long) Math.floor(Math.log10(Math.abs(value)) + 1e-9), 0, 12);
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String digits(double value) {
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
