package io.gossamer.train.reproduce;

import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What one method came to with each seed.
 *
 * @param values one for each seed; infinite where it diverged or never arrived
 */
record Figures(String method, List<Double> values) {
    static Figures of(String method, List<Long> seeds, LongToDoubleFunction measure) {
        return new Figures(method, seeds.stream().map(measure::applyAsDouble).toList());
    }

    /** The mean of a figure over what came of each seed. */
    static <T> double mean(List<T> seeds, ToDoubleFunction<T> figure) {
        return seeds.stream().mapToDouble(figure).average().orElseThrow();
    }

    /** The same of a figure that was taken several times on the way, as often with each seed. */
    static List<Double> meanAlong(List<List<Double>> seeds) {
        return IntStream.range(0, seeds.getFirst().size())
                .mapToObj(place -> mean(seeds, course -> course.get(place)))
                .toList();
    }

    double largest() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    double smallest() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** These over others, seed by seed. */
    Figures relativeTo(Figures others) {
        return new Figures(
                method + " / " + others.method,
                IntStream.range(0, values.size())
                        .mapToObj(i -> values.get(i) / others.values.get(i))
                        .toList());
    }

    static String join(List<Figures> figures) {
        return String.join("; ", figures.stream().map(Figures::toString).toList());
    }

    @Override
    public String toString() {
        String low = text(smallest());
        String high = text(largest());
        return method + " " + (low.equals(high) ? low : low + " to " + high);
    }

    private static String text(double value) {
        if (Double.isInfinite(value)) {
            return "never";
        }
        boolean plain = value >= 0.01 && value < 1e6;
        return String.format(Locale.ROOT, plain ? value >= 100 ? "%.0f" : "%.3f" : "%.1e", value);
    }
}
