package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.List;
import java.util.Locale;

/**
 * Deep Gradient Compression beside dense SGD, plain top-k, Gradient Dropping, TernGrad, 1-bit SGD and its own ablations:
 * an MLP 784-128-10 on MNIST (or on the built-in digits where MNIST is not at hand), four workers, 0.1 % density.
 */
public final class DeepGradientCompressionReproduction implements Reproduction {
    private static final double ACCURACY_MARGIN = 1.0;
    private static final double LEAST_RATIO = 250;
    private static final double ABLATION_MARGIN = 0.5;

    @java.lang.Override
    public String method() {
        return "dgc";
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = setting.quick() ? 300 : 1000;
        Trials trials = new Trials(setting, "images", () -> data.job("mlp:128", steps, 32));
        String where = String.format(
                Locale.ROOT,
                "MLP 784-128-10 on %s, 4 workers of batch 32, %d steps, lr 0.05, momentum 0.9, clipping at 2, seeds %s",
                data.label(),
                steps,
                setting.seeds());

        Outcome dense = trials.run("allreduce", "allreduce");
        Outcome topk = trials.run("topk", "topk");
        Outcome dropping = trials.run("topk-ef", "topk-ef");
        Outcome ternary = trials.run("terngrad", "terngrad");
        Outcome oneBit = trials.run("onebit-sgd", "onebit-sgd");
        Outcome dgc = trials.run("dgc", "dgc");
        List<Outcome> ablations = List.of(
                trials.run("dgc-no-clipping", "dgc", new Override("clip", "0")),
                trials.run("dgc-no-masking", "dgc", new Override("momentum-masking", "false")),
                trials.run("dgc-no-warmup", "dgc", new Override("warmup-steps", "0")));
        return List.of(
                accuracy(where, dgc, dense),
                beatsSparsifiers(where, dgc, topk, dropping),
                ratio(where, dgc, dense),
                beatsQuantisers(where, dgc, ternary, oneBit),
                ablations(where, dgc, ablations));
    }

    private static Claim accuracy(String where, Outcome dgc, Outcome dense) {
        return new Claim(
                "No loss of accuracy at 99.9 % sparsity",
                "ResNet-50 on ImageNet at 277x: top-1 76.15 against 75.96",
                where,
                dgc.toString(),
                dense.toString(),
                "at most " + ACCURACY_MARGIN + " points below dense",
                dense.accuracy() - dgc.accuracy() <= ACCURACY_MARGIN);
    }

    private static Claim beatsSparsifiers(String where, Outcome dgc, Outcome topk, Outcome dropping) {
        return new Claim(
                "Better than top-k without memory and than Gradient Dropping",
                "Gradient Dropping loses accuracy where DGC does not (section 4)",
                where,
                dgc.toString(),
                topk + "; " + dropping,
                "above both",
                dgc.accuracy() > topk.accuracy() && dgc.accuracy() > dropping.accuracy());
    }

    private static Claim ratio(String where, Outcome dgc, Outcome dense) {
        double compressed = dgc.mean(result -> result.bytesPerStep().steady().compressed());
        double whole = dense.mean(result -> result.bytesPerStep().steady().dense());
        double all = dense.mean(result -> result.bytesPerStep().steady().total())
                / dgc.mean(result -> result.bytesPerStep().steady().total());
        return new Claim(
                "Compressed tensors cost 270 to 600 times fewer bytes",
                "270x to 600x (abstract)",
                where,
                String.format(
                        Locale.ROOT,
                        "%.0f times fewer bytes for the compressed tensors, %.0f for everything",
                        whole / compressed,
                        all),
                String.format(Locale.ROOT, "%.0f bytes a step and worker", whole),
                "at least " + LEAST_RATIO + " times",
                whole / compressed >= LEAST_RATIO);
    }

    private static Claim beatsQuantisers(String where, Outcome dgc, Outcome ternary, Outcome oneBit) {
        double bytes = dgc.mean(result -> result.bytesPerStep().steady().total());
        double ternaryBytes =
                ternary.mean(result -> result.bytesPerStep().steady().total());
        double oneBitBytes =
                oneBit.mean(result -> result.bytesPerStep().steady().total());
        return new Claim(
                "An order of magnitude fewer bytes than quantisation, at its accuracy",
                "TernGrad and 1-bit SGD stay near 10x to 30x (table 1)",
                where,
                String.format(Locale.ROOT, "%s, %.0f bytes a step", dgc, bytes),
                String.format(
                        Locale.ROOT, "%s, %.0f bytes; %s, %.0f bytes", ternary, ternaryBytes, oneBit, oneBitBytes),
                "10 times fewer than both and at most " + ACCURACY_MARGIN + " points below the better",
                10 * bytes <= Math.min(ternaryBytes, oneBitBytes)
                        && Math.max(ternary.accuracy(), oneBit.accuracy()) - dgc.accuracy() <= ACCURACY_MARGIN);
    }

    private static Claim ablations(String where, Outcome dgc, List<Outcome> ablations) {
        return new Claim(
                "Neither clipping, masking nor warm-up costs accuracy",
                "each closes part of the gap to dense (section 3)",
                where,
                dgc.toString(),
                String.join("; ", ablations.stream().map(Outcome::toString).toList()),
                "no ablation better by more than " + ABLATION_MARGIN + " points",
                ablations.stream().allMatch(ablation -> ablation.accuracy() - dgc.accuracy() <= ABLATION_MARGIN));
    }
}
