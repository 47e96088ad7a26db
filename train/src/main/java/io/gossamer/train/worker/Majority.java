package io.gossamer.train.worker;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What most nodes say. */
final class Majority {
    private Majority() {}

    /** The most frequent value; of several, the one that is said first. */
    static long of(long... values) {
        Map<Long, Long> counts = Arrays.stream(values)
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long most = counts.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        return Arrays.stream(values)
                .filter(value -> counts.get(value) == most)
                .findFirst()
                .orElseThrow();
    }
}
