package io.gossamer.app.result;

import io.gossamer.app.console.Quantity;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import java.util.List;
import java.util.Locale;

/**
 * The result of a job in words that need no background.
 *
 * @param title a few words: "Same accuracy, 83 times fewer bytes, 11 times sooner"
 * @param sentence the figures behind them
 */
public record Headline(String title, String sentence) {
    /** Runs differ by this much from seed to seed, so a smaller difference is none. */
    private static final double SAME_ACCURACY = 0.005;

    /** A ratio this close to one is not worth a word. */
    private static final double NOTABLE = 1.05;

    /** Describes a job with at least one run. */
    public static Headline of(RunResult job) {
        MethodResult plain = Figures.plain(job);
        MethodResult shown = Figures.shown(job);
        return shown == plain ? alone(job, plain) : compared(job, shown, plain);
    }

    private static Headline compared(RunResult job, MethodResult run, MethodResult plain) {
        String title = accuracy(run, plain) + ", " + bytes(Figures.fewer(run, plain)) + ", " + sooner(run, plain);
        String sentence = String.format(
                Locale.ROOT,
                "%s reached %s accuracy and sent %s per worker; %s reached %s and sent %s. %s",
                run.method(),
                Quantity.percent(run.scores().accuracy()),
                Quantity.bytes(Figures.sentPerWorker(job, run)),
                plain.method(),
                Quantity.percent(plain.scores().accuracy()),
                Quantity.bytes(Figures.sentPerWorker(job, plain)),
                times(run, plain));
        return new Headline(title, sentence);
    }

    private static Headline alone(RunResult job, MethodResult run) {
        String title = String.format(
                Locale.ROOT,
                "%s accuracy in %s, %s sent per worker",
                Quantity.percent(run.scores().accuracy()),
                Quantity.seconds(run.seconds()),
                Quantity.bytes(Figures.sentPerWorker(job, run)));
        String sentence = String.format(
                Locale.ROOT,
                "%s trained %s on %s in %s steps: %d %s, link %s.",
                run.method(),
                job.model(),
                job.task(),
                Quantity.count(run.steps()),
                job.workers(),
                job.workers() == 1 ? "worker" : "workers",
                job.link());
        return new Headline(title, sentence);
    }

    private static String accuracy(MethodResult run, MethodResult plain) {
        double change = run.scores().accuracy() - plain.scores().accuracy();
        if (Math.abs(change) <= SAME_ACCURACY) {
            return "Same accuracy";
        }
        return String.format(
                Locale.ROOT, "%.1f points %s accuracy", Math.abs(change) * 100, change > 0 ? "higher" : "lower");
    }

    private static String bytes(double fewer) {
        if (fewer >= NOTABLE) {
            return Quantity.factor(fewer) + " times fewer bytes";
        }
        return fewer <= 1 / NOTABLE ? Quantity.factor(1 / fewer) + " times more bytes" : "as many bytes";
    }

    private static String sooner(MethodResult run, MethodResult plain) {
        List<String> common = Figures.reachedByBoth(run, plain);
        double ratio = common.isEmpty()
                ? plain.seconds() / run.seconds()
                : secondsTo(plain, common.getLast()) / secondsTo(run, common.getLast());
        if (ratio >= NOTABLE) {
            return Quantity.factor(ratio) + " times sooner";
        }
        return ratio <= 1 / NOTABLE ? Quantity.factor(1 / ratio) + " times later" : "as soon";
    }

    /** The highest accuracy that both reached is where the time to get there says most. */
    private static String times(MethodResult run, MethodResult plain) {
        List<String> common = Figures.reachedByBoth(run, plain);
        if (common.isEmpty()) {
            return String.format(
                    "Training took %s instead of %s.",
                    Quantity.seconds(run.seconds()), Quantity.seconds(plain.seconds()));
        }
        return String.format(
                Locale.ROOT,
                "It was %.0f %% accurate after %s instead of %s.",
                Double.parseDouble(common.getLast()) * 100,
                Quantity.seconds(secondsTo(run, common.getLast())),
                Quantity.seconds(secondsTo(plain, common.getLast())));
    }

    private static double secondsTo(MethodResult run, String accuracy) {
        return Figures.secondsTo(run, accuracy).orElseThrow();
    }
}
