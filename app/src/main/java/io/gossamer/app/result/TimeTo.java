package io.gossamer.app.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * When thresholds were first reached, in seconds on the training clock.
 *
 * @param accuracy by threshold as text ({@code "0.97"}); holds every threshold, null for those not reached
 */
public record TimeTo(Map<String, Double> accuracy) {
    /** The thresholds that every result holds. */
    public static final List<Double> THRESHOLDS = List.of(0.90, 0.95, 0.97, 0.98, 0.99);

    /** One evaluated accuracy; null if the task has none. */
    public record Point(double seconds, Double accuracy) {}

    /** Finds the first point at or above each threshold; the points are in order of time. */
    public static TimeTo of(List<Point> points) {
        Map<String, Double> reached = new LinkedHashMap<>();
        for (double threshold : THRESHOLDS) {
            Double first = null;
            for (Point point : points) {
                if (point.accuracy() != null && point.accuracy() >= threshold) {
                    first = point.seconds();
                    break;
                }
            }
            reached.put(key(threshold), first);
        }
        return new TimeTo(reached);
    }

    /** The time for one of {@link #THRESHOLDS}, if it was reached. */
    public OptionalDouble seconds(double threshold) {
        Double seconds = accuracy.get(key(threshold));
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    private static String key(double threshold) {
        return String.format(Locale.ROOT, "%.2f", threshold);
    }
}
