package io.gossamer.app.result;

import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import io.gossamer.train.run.Summary;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Figures that the table, the sentence and the report share. */
public final class Figures {
    /** The accuracy whose time is shown. */
    public static final String SHOWN_ACCURACY = "0.97";

    /** A method whose accuracy is this far below the plain one's is not put forward for its few bytes. */
    private static final double WORTH_SHOWING = 0.01;

    private static final String PLAIN_METHOD = "allreduce";

    private Figures() {}

    /** Bytes that a worker sent over the whole run, before TLS, mean over workers. */
    public static double sentPerWorker(RunResult job, MethodResult run) {
        return (double) run.bytes().sent() / job.workers();
    }

    /** How many times fewer bytes a run sent than another; infinite if it sent none. */
    public static double fewer(MethodResult run, MethodResult than) {
        return (double) than.bytes().sent() / run.bytes().sent();
    }

    /** Seconds to one of the {@linkplain Summary#ACCURACIES reported accuracies}, if it was reached. */
    public static OptionalDouble secondsTo(MethodResult run, String accuracy) {
        Double seconds = run.timeTo().accuracy().get(accuracy);
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    /** The reported accuracies that both runs reached, rising. */
    public static List<String> reachedByBoth(MethodResult a, MethodResult b) {
        return Summary.ACCURACIES.stream()
                .filter(accuracy -> secondsTo(a, accuracy).isPresent()
                        && secondsTo(b, accuracy).isPresent())
                .toList();
    }

    /** The run that the others are measured against: the plain all-reduce, or the first one without it. */
    public static MethodResult plain(RunResult job) {
        return job.runs().stream()
                .filter(run -> run.method().equals(PLAIN_METHOD))
                .findFirst()
                .orElseGet(() -> job.runs().getFirst());
    }

    /** The run that is put forward: the one that says least among those as good as the plain one; it alone if alone. */
    public static MethodResult shown(RunResult job) {
        MethodResult plain = plain(job);
        return job.runs().stream()
                .filter(run -> run != plain)
                .min(Comparator.<MethodResult>comparingInt(run -> isAsGood(run, plain) ? 0 : 1)
                        .thenComparingLong(run -> run.bytes().sent()))
                .orElse(plain);
    }

    private static boolean isAsGood(MethodResult run, MethodResult plain) {
        return run.scores().accuracy() >= plain.scores().accuracy() - WORTH_SHOWING;
    }
}
