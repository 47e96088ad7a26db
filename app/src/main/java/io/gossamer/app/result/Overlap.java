package io.gossamer.app.result;

import io.gossamer.app.console.Quantity;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How much of the communication was hidden behind computing. Methods that wait for every exchange hide nothing. */
public final class Overlap {
    private Overlap() {}

    /** Seconds in which a worker's exchanges were under way, awaited or hidden. */
    public static double communicatedSeconds(MethodResult run) {
        return run.sendSeconds() + run.waitSeconds() + run.hiddenSeconds();
    }

    /** The share of {@link #communicatedSeconds} that was hidden; empty if nothing was. */
    public static OptionalDouble hiddenShare(MethodResult run) {
        return run.hiddenSeconds() > 0
                ? OptionalDouble.of(run.hiddenSeconds() / communicatedSeconds(run))
                : OptionalDouble.empty();
    }

    /** Whether any method of the job hid something. */
    public static boolean happened(RunResult job) {
        return job.runs().stream().anyMatch(run -> hiddenShare(run).isPresent());
    }

    /** A sentence for each method that hid something. */
    public static List<String> sentences(RunResult job) {
        return job.runs().stream()
                .filter(run -> hiddenShare(run).isPresent())
                .map(Overlap::sentence)
                .toList();
    }

    private static String sentence(MethodResult run) {
        return String.format(
                Locale.ROOT,
                "%s communicated %s, of which %s hidden behind computing.",
                run.method(),
                Quantity.seconds(communicatedSeconds(run)),
                Quantity.percent(hiddenShare(run).orElseThrow()));
    }
}
