package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An axis from left to right.
 *
 * @param low value at its left end
 * @param high value at its right end, above {@code low}
 * @param logarithmic whether equal ratios, not differences, are equally long; {@code low} is then above 0
 */
record Scale(double low, double high, boolean logarithmic) {
    private static final int INTERVALS = 5;

    /** A labelled place on the axis. */
    record Tick(double value, String label) {}

    /** From 0 to 1, or further where a value is larger. */
    static Scale fromZero(double[] values) {
        double highest = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
        if (highest <= 1) {
            return new Scale(0, 1, false);
        }
        double step = niceStep(highest / INTERVALS);
        return new Scale(0, Math.ceil(highest / step - 1e-9) * step, false);
    }

    /** Whole powers of two around the positive values, at least from 1 to 32. */
    static Scale logarithmic(double[] values) {
        double[] shown = Arrays.stream(values)
                .filter(value -> value > 0 && Double.isFinite(value))
                .toArray();
        double lowest = Arrays.stream(shown).min().orElse(1);
        double highest = Arrays.stream(shown).max().orElse(Float.SIZE);
        return new Scale(
                Math.min(1, Math.pow(2, Math.floor(log2(lowest)))),
                Math.max(Float.SIZE, Math.pow(2, Math.ceil(log2(highest) - 1e-9))),
                true);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** 1, 2 or 5 times a power of ten, at least {@code step}. */
    private static double niceStep(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= step - 1e-9) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    List<Tick> ticks() {
        return logarithmic ? powers() : multiples();
    }

    private List<Tick> multiples() {
        double step = niceStep((high - low) / INTERVALS);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + 1e-9; i++) {
            ticks.add(tick(low + i * step));
        }
        return ticks;
    }

    /** From 32 bits downwards and upwards, in steps of so many octaves that there are not too many. */
    private List<Tick> powers() {
        long octaves = Math.round(log2(high / low));
        long step = Math.ceilDiv(octaves, INTERVALS + 2);
        List<Tick> ticks = new ArrayList<>();
        for (long i = octaves; i >= 0; i -= step) {
            ticks.addFirst(tick(high / Math.pow(2, octaves - i)));
        }
        return ticks;
    }

    private static Tick tick(double value) {
        return new Tick(value, value == Math.rint(value) ? Quantity.count((long) value) : trimmed(value));
    }

    private static String trimmed(double value) {
        return Quantity.significant(value).replaceAll("0+$", "");
    }

    /** The place of a value as a style; empty for one that has none: not finite, or not positive on a logarithmic axis. */
    Optional<String> left(double value) {
        if (!Double.isFinite(value) || logarithmic && value <= 0) {
            return Optional.empty();
        }
        double share = logarithmic ? log2(value / low) / log2(high / low) : (value - low) / (high - low);
        return Optional.of(String.format(Locale.ROOT, "left:%.2f%%", 100 * share));
    }
}
