package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * 1-bit Adam beside dense Adam (with and without bias correction), Adam on compressed gradients, 1-bit momentum SGD, its own
 * float32 form and its ablations: a small MLP on images and, unless quick, the small GPT on text; and the time of a step on
 * a link of 100 Mbit/s.
 */
public final class OneBitAdamReproduction implements Reproduction {
    private static final double TRAINING_LOSS_FACTOR = 1.3;
    private static final double NAIVE_FACTOR = 4;
    private static final double TEXT_LOSS_FACTOR = 1.02;
    private static final double VOLUME = 5;
    private static final double FROZEN_VOLUME = 24;
    private static final double SPEEDUP = 5;

    /** As many as there are to learn from among the 8x8 digits of scikit-learn: few enough to be learnt by heart. */
    private static final int EXAMPLES = 1347;

    private static final int FROZEN_ON_TEXT = 90;
    private static final List<String> TEXT_RATES = List.of("6e-3", "1.2e-2");

    @java.lang.Override
    public String method() {
        return "onebit-adam";
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(images(setting));
        if (!setting.quick()) {
            claims.addAll(text(setting));
        }
        claims.add(stepTime(setting));
        return claims;
    }

    private static List<Claim> images(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = 500;
        Override rate = new Override("learning-rate", "2e-3");
        Override epsilon = new Override("epsilon", "1e-4");
        Override freeze = new Override("freeze", Long.toString(steps / 5));
        Supplier<JobBuilder> job = () -> data.job("mlp:64-64", steps, 16)
                .examples(EXAMPLES)
                .set(Job.EVERY_METHOD, "learning-rate-decay", "constant");
        Trials trials = new Trials(setting, "images", () -> job.get().set(Job.EVERY_METHOD, "beta2", "0.999"));
        Trials withoutVariance = new Trials(setting, "images", job);
        Outcome adam = trials.run("adam", "adam", rate, epsilon, new Override("clip", "0"));
        Outcome oneBit = trials.run("onebit-adam", "onebit-adam", rate, epsilon, freeze);
        Outcome naive = trials.run("onebit-naive-adam", "onebit-naive-adam", rate, epsilon, new Override("clip", "0"));
        List<String> others = new ArrayList<>();
        others.add(loss(trials.run(
                "adam-uncorrected",
                "adam",
                rate,
                epsilon,
                new Override("clip", "0"),
                new Override("bias-correction", "false"))));
        others.add(loss(trials.run("float32", "onebit-adam", rate, epsilon, freeze, new Override("codec", "f32"))));
        if (!setting.quick()) {
            others.add(lossIfAny(
                    trials,
                    "no-worker-error",
                    "onebit-adam",
                    rate,
                    epsilon,
                    freeze,
                    new Override("worker-error", "false")));
            others.add(lossIfAny(
                    trials,
                    "no-server-error",
                    "onebit-adam",
                    rate,
                    epsilon,
                    freeze,
                    new Override("server-error", "false")));
            others.add(lossIfAny(
                    trials,
                    "variance-updated",
                    "onebit-adam",
                    rate,
                    epsilon,
                    freeze,
                    new Override("update-variance", "true")));
            others.add(lossIfAny(withoutVariance, "onebit-momentum", "onebit-momentum", new Override("clip", "0")));
        }
        String where = String.format(
                Locale.ROOT,
                "MLP 784-64-64-10 on %d images of %s, 4 workers of batch 16, %d steps, constant lr 2e-3, beta2 0.999, eps 1e-4, frozen after %d, seeds %s",
                EXAMPLES,
                data.label(),
                steps,
                steps / 5,
                setting.seeds());
        return List.of(
                new Claim(
                        "Learns as fast as Adam",
                        "same convergence per step as uncompressed Adam (abstract)",
                        where,
                        loss(oneBit),
                        loss(adam) + "; " + String.join("; ", others),
                        "training loss at most " + TRAINING_LOSS_FACTOR + " times Adam's",
                        oneBit.trainingLoss() <= TRAINING_LOSS_FACTOR * adam.trainingLoss()),
                new Claim(
                        "Compressing gradients before Adam does not",
                        "error-compensated Adam does not converge (section 3)",
                        where,
                        loss(naive),
                        loss(oneBit),
                        "naive training loss at least " + NAIVE_FACTOR + " times 1-bit Adam's",
                        naive.trainingLoss() >= NAIVE_FACTOR * oneBit.trainingLoss()));
    }

    private static String loss(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%s training loss %.4f, %.2f %%",
                outcome.label(),
                outcome.trainingLoss(),
                outcome.accuracy());
    }

    /** What is not claimed to train may diverge. */
    private static String lossIfAny(Trials trials, String label, String method, Override... overrides) {
        return trials.attempt(label, method, overrides)
                .map(OneBitAdamReproduction::loss)
                .orElse(label + " diverges");
    }

    private static List<Claim> text(Setting setting) {
        TrainingData data = TrainingData.text(setting);
        long steps = 600;
        Override frozen = new Override("freeze", Long.toString(FROZEN_ON_TEXT));
        Override clip = new Override("clip", "1");
        Trials trials = new Trials(setting, "text", () -> data.job("gpt", steps, 8));
        ToDoubleFunction<Outcome> quality = outcome -> -outcome.loss();
        Outcome adam = trials.best("adam", "adam", TEXT_RATES, quality, clip);
        Outcome oneBit = trials.best("onebit-adam", "onebit-adam", TEXT_RATES, quality, frozen, clip);
        Outcome whole =
                trials.best("float32", "onebit-adam", TEXT_RATES, quality, frozen, clip, new Override("codec", "f32"));
        Outcome naive = trials.best("onebit-naive-adam", "onebit-naive-adam", TEXT_RATES, quality, clip);
        String where = String.format(
                Locale.ROOT,
                "GPT of 0.24 M parameters on %s, 4 workers of batch 8, %d steps, each at its best learning rate of %s,"
                        + " beta2 0.97, clipping at 1, frozen after %d, seeds %s",
                data.label(),
                steps,
                TEXT_RATES,
                FROZEN_ON_TEXT,
                setting.seeds());
        double volume = adam.bytes() / oneBit.bytes();
        double frozenVolume = adam.mean(result -> result.bytesPerStep().steady().total())
                / oneBit.mean(result -> result.bytesPerStep().steady().total());
        return List.of(
                new Claim(
                        "Reaches Adam's loss on text",
                        "same convergence per step as uncompressed Adam (abstract)",
                        where,
                        oneBit.lossText(),
                        adam.lossText() + "; " + whole.lossText() + "; " + naive.lossText(),
                        "test loss at most " + TEXT_LOSS_FACTOR + " times Adam's",
                        oneBit.loss() <= TEXT_LOSS_FACTOR * adam.loss()),
                new Claim(
                        "Sends up to five times less",
                        "up to 5x less communication volume (abstract)",
                        where,
                        String.format(
                                Locale.ROOT,
                                "%.2f times less over the run, %.1f times once frozen",
                                volume,
                                frozenVolume),
                        "dense Adam in float32",
                        "at least " + VOLUME + " times over the run and " + FROZEN_VOLUME + " times once frozen",
                        volume >= VOLUME && frozenVolume >= FROZEN_VOLUME));
    }

    /** Two workers with a large model, little to compute and a link that makes them wait. */
    private static Claim stepTime(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = 40;
        Trials trials = new Trials(
                setting, "link", () -> data.job("mlp:1024", steps, 4).workers(2).link("100mbit,1ms"));
        // A variance frozen after one step is good for nothing but to see how long steps take.
        Override hardly = new Override("learning-rate", "1e-6");
        Outcome dense = trials.run("adam", "adam", hardly);
        Outcome oneBit = trials.run("onebit-adam", "onebit-adam", hardly, new Override("freeze", "1"));
        double ratio = secondsInExchange(dense) / secondsInExchange(oneBit);
        double all = dense.mean(result -> result.seconds()) / oneBit.mean(result -> result.seconds());
        return new Claim(
                "A compressed step is many times faster on a thin link",
                "up to 3.3x the throughput of BERT-Large (abstract)",
                "MLP 784-1024-10, 2 workers of batch 4, 100 Mbit/s, " + steps + " steps, the first one dense, seeds "
                        + setting.seeds(),
                String.format(Locale.ROOT, "exchange %.1f times faster; with the computing %.1f times", ratio, all),
                "dense Adam on the same link",
                "exchange at least " + SPEEDUP + " times faster",
                ratio >= SPEEDUP);
    }

    private static double secondsInExchange(Outcome outcome) {
        return outcome.mean(result -> result.sendSeconds() + result.waitSeconds());
    }
}
