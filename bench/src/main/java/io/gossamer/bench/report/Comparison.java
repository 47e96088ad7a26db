package io.gossamer.bench.report;

import java.util.OptionalDouble;

/**
 * One line of a table: what we need, against what somebody or something else needs.
 *
 * @param subject what was measured
 * @param against the other
 * @param ourSeconds median time of ours
 * @param theirSeconds median time of the other
 * @param ratio median of the rounds' ratios of ours to theirs; not exactly the ratio of the medians
 * @param limit what the ratio may be at most; empty where nothing is promised
 * @param bytes of the array that is worked on, 0 where a rate means nothing
 */
public record Comparison(
        String subject,
        String against,
        double ourSeconds,
        double theirSeconds,
        double ratio,
        OptionalDouble limit,
        long bytes) {

    public static Comparison of(String subject, String against, Rounds rounds, OptionalDouble limit, long bytes) {
        return new Comparison(subject, against, rounds.ourMedian(), rounds.theirMedian(), rounds.ratio(), limit, bytes);
    }

    /** Whether the ratio is within its limit, or has none. */
    public boolean holds() {
        return limit.isEmpty() || ratio <= limit.getAsDouble();
    }
}
