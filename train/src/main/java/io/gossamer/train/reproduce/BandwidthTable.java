package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.train.simulate.LinkDemand;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which link rates keep a model of 10^9 parameters and steps of 0.1 s computing for 50 to 99 % of the time: the figures of
 * Streaming DiLoCo's simulator (arXiv 2501.18512, table 4) beside those of {@link LinkDemand}.
 */
public final class BandwidthTable {
    private static final double PARAMETERS = 1e9;
    private static final double STEP_SECONDS = 0.1;
    private static final double[] UTILISATION = {0.5, 0.8, 0.9, 0.95, 0.99};
    private static final double NEAR = 0.25;
    private static final int ENOUGH_NEAR = 24;
    private static final double CLOSE = 0.15;
    private static final int ENOUGH_CLOSE = 22;
    private static final double HIDDEN = 0.08;

    private record Row(String method, LinkDemand demand, double... paper) {
        double ours(int column) {
            return demand.gigabits(PARAMETERS, STEP_SECONDS, UTILISATION[column]);
        }

        double error(int column) {
            return Math.abs(ours(column) / paper[column] - 1);
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("data-parallel", new LinkDemand(16, 1, 1, HIDDEN), 86.8, 152.6, 184.2, 222.3, 569),
            new Row("DiLoCo", new LinkDemand(16, 1, 100, HIDDEN), 1.4, 6.2, 13.3, 23.3, 86.8),
            new Row("streaming", new LinkDemand(16, 8, 100, HIDDEN), 1.4, 5.2, 9.1, 16, 28.1),
            new Row("+overlap", new LinkDemand(16, 8, 100, HIDDEN + STEP_SECONDS), 1.4, 4.3, 6.2, 9.1, 11),
            new Row("+4 bit", new LinkDemand(4, 8, 100, HIDDEN + STEP_SECONDS), 0.4, 0.9, 1.7, 2, 3));

    private BandwidthTable() {}

    /** How many figures the paper gives. */
    public static int figures() {
        return ROWS.stream().mapToInt(row -> row.paper.length).sum();
    }

    /** How many of them ours are near, by a share of the paper's. */
    public static int within(double margin) {
        return (int) ROWS.stream()
                .flatMapToDouble(row -> IntStream.range(0, row.paper.length).mapToDouble(row::error))
                .filter(error -> error <= margin)
                .count();
    }

    static Claim claim() {
        int near = within(NEAR);
        int close = within(CLOSE);
        return new Claim(
                "By fragments, overlapped and in 4 bits, a link of a few Gbit/s keeps a model of 10^9 parameters busy",
                "simulator, Gbit/s for 50/80/90/95/99 % of the time computing: " + figures() + " figures (table 4)",
                "formula for 10^9 parameters, 0.1 s a step, exchange every 100 steps, 8 fragments, 0.08 s of an exchange for"
                        + " nothing, one step more overlapped",
                near + " of " + figures() + " figures within 25 %, " + close + " within 15 %; Gbit/s " + text(false),
                "the paper's " + text(true),
                "at least " + ENOUGH_NEAR + " within 25 % and " + ENOUGH_CLOSE + " within 15 %",
                near >= ENOUGH_NEAR && close >= ENOUGH_CLOSE);
    }

    private static String text(boolean paper) {
        return String.join(
                "; ",
                ROWS.stream()
                        .map(row -> row.method + " "
                                + String.join(
                                        "/",
                                        IntStream.range(0, row.paper.length)
                                                .mapToObj(column -> String.format(
                                                        Locale.ROOT,
                                                        "%.1f",
                                                        paper ? row.paper[column] : row.ours(column)))
                                                .toList()))
                        .toList());
    }
}
