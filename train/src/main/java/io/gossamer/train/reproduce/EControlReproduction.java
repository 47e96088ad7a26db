package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * EControl beside SGD, compressed SGD, error feedback, EF21 and EF21-SGDM: the recursions on least squares in float64, and
 * real training of a small MLP whose four workers hold different digits.
 */
public final class EControlReproduction implements Reproduction {
    private static final double MARGIN = 0.5;

    @java.lang.Override
    public String method() {
        return "econtrol";
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(EControlLeastSquares.claims(setting));
        claims.add(training(setting));
        return claims;
    }

    private static Claim training(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = setting.quick() ? 200 : 600;
        Trials trials = new Trials(
                setting, "images", () -> data.job("mlp:64-64", steps, 16).sharding("label"));
        Override clip = new Override("clip", "0");
        Override density = new Override("density", "0.1");
        Override codec = new Override("codec", "topk(0.1)+f16");
        Outcome control = trials.run("econtrol", "econtrol", clip, codec, new Override("error-strength", "0.1"));
        Outcome naive = trials.run("topk", "topk", clip, density);
        List<Outcome> others = List.of(
                trials.run("dense", "allreduce", clip),
                trials.run("ef14", "topk-ef", clip, density),
                trials.run("ef21", "ef21", clip, codec),
                trials.run("ef21-sgdm", "ef21-sgdm", clip, codec),
                trials.run("diana", "diana", clip));
        return new Claim(
                "Trains where every worker sees other classes, no worse than error feedback and EF21",
                "EControl fastest or equal (CIFAR-10, curves)",
                String.format(
                        Locale.ROOT,
                        "top-10 %%, eta 0.1, MLP 784-64-64-10 on %s sorted by label, 4 workers of batch 16, %d steps, seeds %s",
                        data.label(),
                        steps,
                        setting.seeds()),
                control.toString(),
                naive + "; "
                        + String.join(
                                "; ", others.stream().map(Outcome::toString).toList()),
                "at most " + MARGIN + " points below error feedback and EF21, above compressed SGD",
                Math.max(others.get(1).accuracy(), others.get(2).accuracy()) - control.accuracy() <= MARGIN
                        && control.accuracy() > naive.accuracy());
    }
}
