package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Deep Gradient Compression at 0.1 % density with four workers: an MLP on digits beside dense SGD, plain top-k, Gradient
 * Dropping, TernGrad and 1-bit SGD; residual networks on photographs and a small GPT on text beside dense SGD; its own
 * ablations. The deeper network and the ablations of the convolutional one are left to a long run.
 */
public final class DeepGradientCompressionReproduction implements Reproduction {
    private static final double ACCURACY_MARGIN = 1.0;
    private static final double LEAST_RATIO = 250;
    private static final double ABLATION_MARGIN = 0.5;
    private static final double PHOTOGRAPH_MARGIN = 1.5;
    private static final double LEAST_WHOLE_RATIO = 60;
    private static final double TEXT_LOSS_FACTOR = 1.02;
    private static final String TEXT_RATE = "0.3";
    /** Of four workers: an all-reduce sends an element 2 * 3 / 4 times, an all-gather 3 times. */
    private static final double REDUCED_OF_GATHERED = 0.5;

    @java.lang.Override
    public String method() {
        return "dgc";
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(images(setting));
        if (!setting.quick()) {
            claims.addAll(photographs(setting));
            claims.add(text(setting));
        }
        if (setting.extent() == Extent.LONG) {
            claims.addAll(deepNetwork(setting.withFirstSeed()));
            claims.add(photographAblations(setting.withFirstSeed()));
        }
        return claims;
    }

    private static List<Claim> images(Setting setting) {
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
        return List.of(
                accuracy(where, dgc, dense, ACCURACY_MARGIN),
                beatsSparsifiers(where, dgc, topk, dropping),
                ratio(where, dgc, dense, 0),
                beatsQuantisers(where, dgc, ternary, oneBit),
                ablations(
                        "Neither clipping, masking nor warm-up costs accuracy",
                        where,
                        dgc,
                        List.of(
                                trials.run("dgc-no-clipping", "dgc", new Override("clip", "0")),
                                withoutMasking(trials),
                                withoutWarmup(trials))));
    }

    private static Outcome withoutMasking(Trials trials) {
        return trials.run("dgc-no-masking", "dgc", new Override("momentum-masking", "false"));
    }

    private static Outcome withoutWarmup(Trials trials) {
        return trials.run("dgc-no-warmup", "dgc", new Override("warmup-steps", "0"));
    }

    /** A residual network on photographs, in many small steps: a weight is sent once in hundreds of them. */
    private record Photographs(Trials trials, String where) {
        private static final long STEPS = 4000;
        private static final int BATCH = 8;

        static Photographs with(String network, Setting setting) {
            TrainingData data = TrainingData.photographs(setting);
            return new Photographs(
                    new Trials(setting, network, () -> data.job(network, STEPS, BATCH)),
                    String.format(
                            Locale.ROOT,
                            "%s on %s, 4 workers of batch %d, %d steps, lr 0.1, momentum 0.9, weight decay 1e-4, cosine,"
                                    + " without clipping, seeds %s",
                            network,
                            data.label(),
                            BATCH,
                            STEPS,
                            setting.seeds()));
        }

        Outcome dense() {
            return trials.run("allreduce", "allreduce");
        }

        Outcome dgc() {
            return trials.run("dgc", "dgc");
        }
    }

    private static List<Claim> photographs(Setting setting) {
        Photographs small = Photographs.with("resnet8", setting);
        Outcome dense = small.dense();
        Outcome dgc = small.dgc();
        return List.of(accuracy(small.where, dgc, dense, PHOTOGRAPH_MARGIN), ratio(small.where, dgc, dense, 0));
    }

    private static Claim photographAblations(Setting setting) {
        Photographs small = Photographs.with("resnet8", setting);
        return ablations(
                "Neither masking nor warm-up costs accuracy",
                small.where,
                small.dgc(),
                List.of(withoutMasking(small.trials), withoutWarmup(small.trials)));
    }

    /** The paper's smallest network. */
    private static List<Claim> deepNetwork(Setting setting) {
        Photographs deep = Photographs.with("resnet20", setting);
        Outcome dense = deep.dense();
        Outcome dgc = deep.dgc();
        return List.of(
                accuracy(deep.where, dgc, dense, PHOTOGRAPH_MARGIN), ratio(deep.where, dgc, dense, LEAST_WHOLE_RATIO));
    }

    /** A language model, whose gradients the paper clips on each worker. */
    private static Claim text(Setting setting) {
        TrainingData data = TrainingData.text(setting);
        long steps = 600;
        Trials trials = new Trials(setting, "text", () -> data.job("gpt", steps, 8));
        Override rate = new Override("learning-rate", TEXT_RATE);
        Outcome dense = trials.run("momentum-sgd", "allreduce", new Override("optimizer", "sgd"), rate);
        Outcome dgc = trials.run("dgc", "dgc", rate);
        Outcome unclipped = trials.run("dgc-no-clipping", "dgc", rate, new Override("clip", "0"));
        return new Claim(
                "Language models keep their loss with local clipping",
                "LSTM on PTB at 462x: perplexity 72.24 against 72.30",
                String.format(
                        Locale.ROOT,
                        "GPT of 0.24 M parameters on %s, 4 workers of batch 8, %d steps, lr %s, momentum 0.9, clipping at 1, seeds %s",
                        data.label(),
                        steps,
                        TEXT_RATE,
                        setting.seeds()),
                dgc.lossText() + fewer(dense, dgc),
                dense.lossText() + "; " + unclipped.lossText(),
                "test loss at most " + TEXT_LOSS_FACTOR + " times dense momentum SGD's",
                dgc.loss() <= TEXT_LOSS_FACTOR * dense.loss());
    }

    private static String fewer(Outcome dense, Outcome dgc) {
        return String.format(Locale.ROOT, ", %.0f times fewer bytes over the whole run", dense.bytes() / dgc.bytes());
    }

    private static Claim accuracy(String where, Outcome dgc, Outcome dense, double margin) {
        return new Claim(
                "No loss of accuracy at 99.9 % sparsity",
                "ResNet-50 on ImageNet at 277x: top-1 76.15 against 75.96",
                where,
                dgc.toString(),
                dense.toString(),
                "at most " + margin + " points below dense",
                dense.accuracy() - dgc.accuracy() <= margin);
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

    /** @param leastWhole how many times fewer bytes everything must take after warm-up */
    private static Claim ratio(String where, Outcome dgc, Outcome dense, double leastWhole) {
        double compressed = dgc.mean(result -> result.bytesPerStep().steady().compressed());
        double reduced = dense.mean(result -> result.bytesPerStep().steady().dense())
                - dgc.mean(result -> result.bytesPerStep().steady().dense()) * REDUCED_OF_GATHERED;
        double whole = dense.mean(result -> result.bytesPerStep().steady().total())
                / dgc.mean(result -> result.bytesPerStep().steady().total());
        return new Claim(
                "Compressed tensors cost 270 to 600 times fewer bytes",
                "270x to 600x (abstract)",
                where,
                String.format(
                        Locale.ROOT,
                        "%.0f times fewer bytes for the compressed tensors, %.0f for everything after warm-up%s",
                        reduced / compressed,
                        whole,
                        fewer(dense, dgc)),
                String.format(Locale.ROOT, "%.0f bytes a step and worker for these tensors", reduced),
                "at least " + LEAST_RATIO + " times" + (leastWhole == 0 ? "" : ", everything " + leastWhole),
                reduced / compressed >= LEAST_RATIO && whole >= leastWhole);
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

    private static Claim ablations(String claim, String where, Outcome dgc, List<Outcome> ablations) {
        return new Claim(
                claim,
                "each closes part of the gap to dense (section 3)",
                where,
                dgc.toString(),
                String.join("; ", ablations.stream().map(Outcome::toString).toList()),
                "no ablation better by more than " + ABLATION_MARGIN + " points",
                ablations.stream().allMatch(ablation -> ablation.accuracy() - dgc.accuracy() <= ABLATION_MARGIN));
    }
}
