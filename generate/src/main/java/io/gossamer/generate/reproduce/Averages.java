package io.gossamer.generate.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures by name, one for each seed, told as means. */
final class Averages {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String name, double value) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    double mean(String name) {
        return values.get(name).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** Mean of one over mean of another. */
    double ratio(String of, String to) {
        return mean(of) / mean(to);
    }

    /** Those that were measured, with their names. */
    String text(String... names) {
        return Stream.of(names)
                .filter(this::has)
                .map(name -> String.format(Locale.ROOT, "%s %.4g", name, mean(name)))
                .collect(Collectors.joining("; "));
    }
}
