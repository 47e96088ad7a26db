package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.Event;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
        Rounds late = rounds(setting, trials, "co2");
        Rounds local = rounds(setting, trials, "localsgd");
        Rounds anchor = rounds(setting, trials, "overlap-localsgd");
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
                late.text(),
                local.text() + "; " + anchor.text(),
                "a round takes at most " + HIDDEN + " times its computation, local SGD's at least " + SEEN,
                late.ratio() <= HIDDEN && local.ratio() >= SEEN);
    }

    private static JobBuilder job(TrainingData data) {
        return data.job("mlp:512", (long) ROUNDS * PERIOD, BATCH).workers(2);
    }

    /** The median step of a run behind no link at all, once everything is warm. */
    private static double warmStep(Reproduction.Setting setting, TrainingData data) {
        Trials trials = new Trials(setting, "timing-unshaped", () -> job(data));
        trials.run("localsgd", "localsgd", SELDOM);
        double[] seconds = warmSteps(trials, "localsgd", setting.seeds().getFirst())
                .mapToDouble(Event.Step::computeSeconds)
                .sorted()
                .toArray();
        return seconds[seconds.length / 2];
    }

    /**
     * All workers' steps of the second half of a run but its last round: in the first half code is still being compiled, and
     * at the end of a run all that is under way is waited for, once.
     */
    private static Stream<Event.Step> warmSteps(Trials trials, String method, long seed) {
        return trials.events(method, method, seed).stream()
                .filter(Event.Step.class::isInstance)
                .map(Event.Step.class::cast)
                .filter(step -> step.step() >= (long) ROUNDS * PERIOD / 2 && step.step() < (ROUNDS - 1L) * PERIOD);
    }

    /**
     * What a method's rounds take.
     *
     * @param computing seconds of all warm steps of all workers and seeds
     * @param other seconds that these sent or waited for others
     * @param count of rounds that these are
     */
    private record Rounds(String method, double computing, double other, int count) {
        double ratio() {
            return (computing + other) / computing;
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%s %.3f times its computation (%.1f ms a round, %.1f of them waiting)",
                    method,
                    ratio(),
                    1000 * (computing + other) / count,
                    1000 * other / count);
        }
    }

    private static Rounds rounds(Reproduction.Setting setting, Trials trials, String method) {
        trials.run(method, method, SELDOM);
        List<Event.Step> steps = setting.seeds().stream()
                .flatMap(seed -> warmSteps(trials, method, seed))
                .toList();
        return new Rounds(
                method,
                steps.stream().mapToDouble(Event.Step::computeSeconds).sum(),
                steps.stream()
                        .mapToDouble(step -> step.sendSeconds() + step.waitSeconds())
                        .sum(),
                steps.size() / PERIOD);
    }
}
