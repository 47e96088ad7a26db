package io.gossamer.bench.report;

import java.util.Arrays;

/**
 * Times of two contenders that took turns: {@code ours[i]} and {@code theirs[i]} were measured right after one another.
 * Whatever else the machine did in a round, it did to both, so the ratio of a round is steadier than either time.
 *
 * @param ours seconds, by round
 * @param theirs seconds, by round
 */
public record Rounds(double[] ours, double[] theirs) {
    public Rounds {
        if (ours.length != theirs.length || ours.length == 0) {
            throw new IllegalArgumentException(ours.length + " rounds of ours, " + theirs.length + " of theirs");
        }
        ours = ours.clone();
        theirs = theirs.clone();
    }

    /** Median over the rounds of our time divided by theirs. */
    public double ratio() {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, round -> ours[round] / theirs[round]);
        return median(ratios);
    }

    /** Median of our times, in seconds. */
    public double ourMedian() {
        return median(ours);
    }

    /** Median of their times, in seconds. */
    public double theirMedian() {
        return median(theirs);
    }

    public int count() {
        return ours.length;
    }

    /** The middle value; the mean of the two middle ones of an even number. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
