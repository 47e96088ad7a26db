package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import java.util.List;
import java.util.Locale;

/**
 * What a round takes where an all-reduce takes four fifths of the steps of one: two processes behind a link of just that
 * latency, for which the steps are measured first.
 */
final class Co2Timing {
    private static final int PERIOD = 12;
    private static final int ROUNDS = 60;
    private static final int BATCH = 256;
    private static final double DELAY = 0.8;
    private static final double HIDDEN = 1.05;
    private static final double SEEN = 1.7;
    /** An all-reduce between two nodes says two things one after another. */
    private static final int HOPS = 2;

    private static final double MICROS = 1e6;
    private static final Override SELDOM = new Override("sync-every", Integer.toString(PERIOD));

    private Co2Timing() {}

    static Claim claim(Reproduction.Setting setting) {
        TrainingData data = TrainingData.images(setting);
        double step = warmStep(setting, data);
        String link = String.format(Locale.ROOT, "10gbit,%dus", Math.round(DELAY * PERIOD * step / HOPS * MICROS));
        Trials trials = new Trials(setting, "timing", () -> job(data).link(link));
        Outcome late = trials.run("co2", "co2", SELDOM);
        Outcome local = trials.run("localsgd", "localsgd", SELDOM);
        Outcome anchor = trials.run("overlap-localsgd", "overlap-localsgd", SELDOM);
        return new Claim(
                "Averages travel while training goes on: nobody waits",
                "80 Gbit/s, 128 GPUs: 304,736 words a second, 22,810 with AdamW at every step; scaling 1.06",
                String.format(
                        Locale.ROOT,
                        "MLP 784-512-10 on %s, 2 processes of batch %d, %d rounds of %d steps of %.2f ms, an all-reduce takes %.1f"
                                + " of a round by latency (%s), seed %s",
                        data.label(),
                        BATCH,
                        ROUNDS,
                        PERIOD,
                        1000 * step,
                        DELAY,
                        link,
                        setting.seeds()),
                text(late),
                text(local) + "; " + text(anchor),
                "a round takes at most " + HIDDEN + " times its computation, local SGD's at least " + SEEN,
                ratio(late) <= HIDDEN && ratio(local) >= SEEN);
    }

    private static JobBuilder job(TrainingData data) {
        return data.job("mlp:512", (long) ROUNDS * PERIOD, BATCH).workers(2);
    }

    /** The median step of a run behind no link at all, once everything is warm. */
    private static double warmStep(Reproduction.Setting setting, TrainingData data) {
        Trials trials = new Trials(setting, "timing-unshaped", () -> job(data));
        trials.run("localsgd", "localsgd", SELDOM);
        List<Double> seconds = trials
                .events("localsgd", "localsgd", setting.seeds().getFirst())
                .stream()
                .filter(Event.Step.class::isInstance)
                .map(Event.Step.class::cast)
                .filter(step -> step.step() >= (long) ROUNDS * PERIOD / 2)
                .map(Event.Step::computeSeconds)
                .sorted()
                .toList();
        return seconds.get(seconds.size() / 2);
    }

    /** Time that all steps took over what of it was spent computing. */
    private static double ratio(Outcome outcome) {
        return outcome.mean(result -> stepSeconds(result) / result.computeSeconds());
    }

    private static double stepSeconds(MethodResult result) {
        return result.computeSeconds() + result.sendSeconds() + result.waitSeconds();
    }

    private static String text(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%s %.3f times its computation (%.1f ms a round, %.1f of them waiting)",
                outcome.label(),
                ratio(outcome),
                outcome.mean(result -> 1000 * stepSeconds(result) / ROUNDS),
                outcome.mean(result -> 1000 * (result.waitSeconds() + result.sendSeconds()) / ROUNDS));
    }
}
