package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.allocation.LayerwiseAllocation;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * L-GreCo around top-k, a quantiser and low rank beside the same level for all layers, Accordion, one threshold for the
 * whole model, greedy and random choices, and dense training: the small GPT on text; a small MLP on images where it must be
 * quick.
 */
public final class LGreCoReproduction implements Reproduction {
    private static final double LOSS_FACTOR = 1.01;
    private static final double ACCURACY_MARGIN = 0.5;
    private static final double ROUNDING = 1e-9;

    @java.lang.Override
    public String method() {
        return "lgreco";
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>();
        claims.add(images(setting));
        if (!setting.quick()) {
            claims.addAll(text(setting));
        }
        return claims;
    }

    private static Claim images(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = setting.quick() ? 1000 : 3000;
        Trials trials = new Trials(setting, "images", () -> data.job("mlp:64-64", steps, 16));
        Outcome dense = trials.run("dense", "allreduce");
        Outcome uniform = trials.run("uniform", "uniform-levels");
        Outcome adaptive = trials.run("lgreco", "lgreco");
        List<Outcome> others = List.of(
                trials.run("global", "topk-global"),
                trials.run("greedy", "lgreco", new Override("level-choice", "greedy")),
                trials.run("random", "lgreco", new Override("level-choice", "random")));
        String where = String.format(
                Locale.ROOT,
                "top-k around 1 %%, MLP 784-64-64-10 on %s, 4 workers of batch 16, %d steps, levels every 100, seeds %s",
                data.label(),
                steps,
                setting.seeds());
        return new Claim(
                "Fewer bytes than uniform top-k at its accuracy, images",
                "full accuracy, up to 5x more compression than uniform (abstract)",
                where,
                figures(adaptive) + ratios(adaptive),
                figures(uniform) + "; " + figures(dense) + "; "
                        + String.join(
                                "; ",
                                others.stream().map(LGreCoReproduction::figures).toList()),
                "fewer bytes, no more measured error, accuracy at most " + ACCURACY_MARGIN
                        + " points below uniform's and dense",
                compressed(adaptive) < compressed(uniform)
                        && noMoreError(adaptive)
                        && Math.max(uniform.accuracy(), dense.accuracy()) - adaptive.accuracy() <= ACCURACY_MARGIN);
    }

    private static List<Claim> text(Setting setting) {
        TrainingData data = TrainingData.text(setting);
        long steps = 600;
        Trials trials = new Trials(setting, "text", () -> data.job("gpt", steps, 8));
        String where = String.format(
                Locale.ROOT,
                "GPT of 0.24 M parameters on %s, 4 workers of batch 8, %d steps of AdamW, levels every 100 from step 60, seeds %s",
                data.label(),
                steps,
                setting.seeds());
        Outcome dense = trials.run("dense", "allreduce");
        List<Claim> claims = new ArrayList<>();
        claims.addAll(family(trials, where, dense, "topk", "top-k around 1 %", 1.3, false));
        claims.addAll(family(trials, where, dense, "lowrank", "low rank around 4", 1.3, false));
        claims.addAll(family(trials, where, dense, "quantizer", "quantisation around 4 bits", 1.1, false));
        claims.addAll(
                family(trials, where, dense, "quantizer", "quantisation around 4 bits, squared errors", 1.2, true));
        claims.addAll(onTopOfAccordion(trials, where, dense));
        return claims;
    }

    private static List<Claim> family(
            Trials trials, String where, Outcome dense, String family, String label, double least, boolean squared) {
        Override of = new Override("family", family);
        Outcome uniform = trials.run(family + "-uniform", "uniform-levels", of);
        Outcome adaptive = trials.run(
                family + "-lgreco" + (squared ? "-squared" : ""),
                "lgreco",
                of,
                new Override("squared-errors", Boolean.toString(squared)));
        return claims(label, "the same level for all", where, dense, uniform, adaptive, least);
    }

    private static List<Claim> onTopOfAccordion(Trials trials, String where, Outcome dense) {
        Outcome accordion = trials.run("accordion", "accordion");
        Outcome both = trials.run("accordion-lgreco", "lgreco", new Override("reference-levels", "accordion"));
        return claims("top-k around 1 % in an adaptive schedule", "Accordion", where, dense, accordion, both, 1.0);
    }

    private static List<Claim> claims(
            String label,
            String otherwise,
            String where,
            Outcome dense,
            Outcome reference,
            Outcome adaptive,
            double least) {
        double fewer = compressed(reference) / compressed(adaptive);
        return List.of(
                new Claim(
                        "Fewer bytes than " + otherwise + " at no more error and its loss: " + label,
                        "up to 5x more compression than uniform, 1.5x on top of adaptive schemes (abstract)",
                        where,
                        String.format(
                                Locale.ROOT,
                                "%s, %.2f times fewer bytes%s",
                                textFigures(adaptive),
                                fewer,
                                ratios(adaptive)),
                        textFigures(reference),
                        String.format(
                                Locale.ROOT,
                                "at least %.1f times fewer bytes, no more measured error, loss at most %.2f times as large",
                                least,
                                LOSS_FACTOR),
                        fewer >= least && noMoreError(adaptive) && adaptive.loss() <= LOSS_FACTOR * reference.loss()),
                new Claim(
                        "The loss of dense training: " + label,
                        "full accuracy (abstract)",
                        where,
                        textFigures(adaptive),
                        textFigures(dense) + "; " + textFigures(reference),
                        String.format(Locale.ROOT, "loss at most %.2f times dense training's", LOSS_FACTOR),
                        adaptive.loss() <= LOSS_FACTOR * dense.loss()));
    }

    private static double compressed(Outcome outcome) {
        return outcome.mean(result -> result.bytesPerStep().steady().compressed());
    }

    private static String figures(Outcome outcome) {
        return outcome + bytes(outcome);
    }

    private static String textFigures(Outcome outcome) {
        return String.format(Locale.ROOT, "%s loss %.4f", outcome.label(), outcome.loss()) + bytes(outcome);
    }

    private static String bytes(Outcome outcome) {
        double compressed = compressed(outcome);
        return compressed == 0 ? ", nothing compressed" : String.format(Locale.ROOT, ", %.0f bytes a step", compressed);
    }

    /** What the choices of a run promised, the last of each seed. */
    private static String ratios(Outcome outcome) {
        return outcome.notes().isEmpty()
                ? ""
                : " (last choice: " + outcome.notes().getLast().text() + ")";
    }

    private static boolean noMoreError(Outcome outcome) {
        return outcome.notes().stream()
                .allMatch(note -> note.figures().get(LayerwiseAllocation.ERROR_RATIO) <= 1 + ROUNDING);
    }
}
