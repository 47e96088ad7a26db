package io.gossamer.app.result;

import io.gossamer.app.console.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The result of a job in words that need no background.
 *
 * @param title a few words: "Same accuracy, 83 times fewer bytes, 11 times sooner"
 * @param sentence the figures behind them
 */
public record Headline(String title, String sentence) {
    private static final String PLAIN_METHOD = "allreduce";

    /** Runs differ by this much from seed to seed, so a smaller difference is none. */
    private static final double SAME_ACCURACY = 0.005;

    private static final double SAME_LOSS = 0.02;

    /** A method whose accuracy is this far below the plain one's is not put forward for its few bytes. */
    private static final double WORTH_SHOWING = 0.01;

    /** Describes a job with at least one run. */
    public static Headline of(JobResult job) {
        MethodResult plain = plain(job);
        MethodResult shown = shown(job);
        return shown == plain ? alone(job, plain) : compared(job, shown, plain);
    }

    /** The run that is put forward: the one that says least among those as good as the plain one; it alone if alone. */
    public static MethodResult shown(JobResult job) {
        MethodResult plain = plain(job);
        return job.runs().stream()
                .filter(run -> run != plain)
                .min(Comparator.<MethodResult>comparingInt(run -> isClose(run, plain) ? 0 : 1)
                        .thenComparingLong(run -> run.bytes().sent()))
                .orElse(plain);
    }

    /** The run that the others are measured against: the plain all-reduce, or the first one without it. */
    public static MethodResult plain(JobResult job) {
        return job.runs().stream()
                .filter(run -> run.method().equals(PLAIN_METHOD))
                .findFirst()
                .orElseGet(() -> job.runs().getFirst());
    }

    private static Headline compared(JobResult job, MethodResult run, MethodResult plain) {
        double fewer = (double) plain.bytes().sent() / run.bytes().sent();
        String title = quality(run, plain) + ", " + bytes(fewer) + ", " + sooner(run, plain);
        String sentence = String.format(
                Locale.ROOT,
                "%s reached %s and sent %s per worker; %s reached %s and sent %s.%s",
                run.method(),
                reached(run),
                Quantity.bytes(run.bytesSentPerWorker(job.workers())),
                plain.method(),
                reached(plain),
                Quantity.bytes(plain.bytesSentPerWorker(job.workers())),
                timeSentence(run, plain));
        return new Headline(title, sentence);
    }

    private static Headline alone(JobResult job, MethodResult run) {
        String title = String.format(
                Locale.ROOT,
                "%s in %s, %s sent per worker",
                capitalised(reached(run)),
                Quantity.seconds(run.seconds()),
                Quantity.bytes(run.bytesSentPerWorker(job.workers())));
        String sentence = String.format(
                Locale.ROOT,
                "%s trained %s on %s with %d %s over a %s link: %s steps.",
                run.method(),
                job.model(),
                job.task(),
                job.workers(),
                job.workers() == 1 ? "worker" : "workers",
                job.link(),
                Quantity.count(run.steps()));
        return new Headline(title, sentence);
    }

    private static boolean isClose(MethodResult run, MethodResult plain) {
        Double a = run.outcome().accuracy();
        Double b = plain.outcome().accuracy();
        return a == null || b == null
                ? run.outcome().loss() <= plain.outcome().loss() * (1 + SAME_LOSS)
                : a >= b - WORTH_SHOWING;
    }

    private static String quality(MethodResult run, MethodResult plain) {
        Double a = run.outcome().accuracy();
        Double b = plain.outcome().accuracy();
        if (a == null || b == null) {
            double change = run.outcome().loss() / plain.outcome().loss() - 1;
            return Math.abs(change) <= SAME_LOSS
                    ? "Same loss"
                    : String.format(
                            Locale.ROOT, "%.1f %% %s loss", Math.abs(change) * 100, change > 0 ? "higher" : "lower");
        }
        double change = a - b;
        return Math.abs(change) <= SAME_ACCURACY
                ? "Same accuracy"
                : String.format(
                        Locale.ROOT,
                        "%.1f points %s accuracy",
                        Math.abs(change) * 100,
                        change > 0 ? "higher" : "lower");
    }

    private static String bytes(double fewer) {
        return fewer >= 1.05
                ? Quantity.factor(fewer) + " times fewer bytes"
                : fewer <= 0.95 ? Quantity.factor(1 / fewer) + " times more bytes" : "as many bytes";
    }

    private static String sooner(MethodResult run, MethodResult plain) {
        OptionalDouble threshold = commonThreshold(run, plain);
        double ratio = threshold.isPresent()
                ? plain.timeTo().seconds(threshold.getAsDouble()).getAsDouble()
                        / run.timeTo().seconds(threshold.getAsDouble()).getAsDouble()
                : plain.seconds() / run.seconds();
        return ratio >= 1.05
                ? Quantity.factor(ratio) + " times sooner"
                : ratio <= 0.95 ? Quantity.factor(1 / ratio) + " times later" : "as soon";
    }

    private static String timeSentence(MethodResult run, MethodResult plain) {
        OptionalDouble threshold = commonThreshold(run, plain);
        if (threshold.isEmpty()) {
            return String.format(
                    " Training took %s instead of %s.",
                    Quantity.seconds(run.seconds()), Quantity.seconds(plain.seconds()));
        }
        double at = threshold.getAsDouble();
        return String.format(
                Locale.ROOT,
                " It was %.0f %% accurate after %s instead of %s.",
                at * 100,
                Quantity.seconds(run.timeTo().seconds(at).getAsDouble()),
                Quantity.seconds(plain.timeTo().seconds(at).getAsDouble()));
    }

    /** The highest accuracy that both reached: where the time to get there says most. */
    private static OptionalDouble commonThreshold(MethodResult run, MethodResult plain) {
        List<Double> common = TimeTo.THRESHOLDS.stream()
                .filter(t -> run.timeTo().seconds(t).isPresent()
                        && plain.timeTo().seconds(t).isPresent())
                .toList();
        return common.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(common.getLast());
    }

    private static String reached(MethodResult run) {
        Double accuracy = run.outcome().accuracy();
        return accuracy == null
                ? "a loss of " + Quantity.loss(run.outcome().loss())
                : Quantity.percent(accuracy) + " accuracy";
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
