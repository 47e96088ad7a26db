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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CO2 on images as real processes, at aggressive rates of plain SGD inside, with its penalty and without, beside local SGD,
 * SlowMo, Overlap-Local-SGD and DiLoCo. {@code quick} takes one rate and no more than the first two claims need.
 */
final class Co2Images {
    private static final int ROUNDS = 40;
    private static final int PERIOD = 12;
    private static final int BATCH = 32;
    /** As many as the sheet's digits are. */
    private static final int EXAMPLES = 1347;

    private static final double PENALTY_GAIN = 10;
    private static final double BEHIND_LOCAL = 2;
    private static final double CLIPPING_COST = 0.5;
    private static final double UNSTABLE_LOSS = 5;
    private static final Override NO_PENALTY = new Override("staleness-penalty", "off");
    private static final Override NO_CLIPPING = new Override("outer-clip", "0");
    private static final Override TIGHT_CLIPPING = new Override("outer-clip", "0.02");
    private static final Override HEAVY = new Override("outer-momentum", "0.5");

    private final Reproduction.Setting setting;
    private final TrainingData data;
    private final Trials trials;

    Co2Images(Reproduction.Setting setting) {
        this.setting = setting;
        this.data = TrainingData.images(setting);
        this.trials = new Trials(setting, "late", this::job);
    }

    private JobBuilder job() {
        return data.job("mlp:64-64", (long) ROUNDS * PERIOD, BATCH)
                .examples(EXAMPLES)
                .set(Job.EVERY_METHOD, "learning-rate-decay", "constant")
                .set(Job.EVERY_METHOD, "learning-rate-warmup", "0")
                .set(Job.EVERY_METHOD, "clip", "0");
    }

    List<Claim> claims() {
        List<String> rates = setting.quick() ? List.of("0.1") : List.of("0.05", "0.1");
        List<Claim> claims = new ArrayList<>();
        for (String rate : rates) {
            claims.addAll(claims(rate));
        }
        return claims;
    }

    private List<Claim> claims(String rate) {
        Outcome local = plain(rate, "localsgd", "localsgd");
        Outcome late = plain(rate, "co2", "co2", NO_CLIPPING);
        Outcome unpenalised = plain(rate, "co2-no-penalty", "co2", NO_CLIPPING, NO_PENALTY);
        if (setting.quick()) {
            return List.of(penalty(rate, late, unpenalised), near(rate, late, List.of(local)));
        }
        Outcome slowMo = plain(rate, "slowmo", "slowmo");
        List<Outcome> baselines = List.of(
                local,
                slowMo,
                plain(rate, "overlap-localsgd", "overlap-localsgd"),
                trials.run(
                        "diloco-" + rate,
                        "diloco",
                        new Override("learning-rate", "1e-3"),
                        new Override("sync-every", Integer.toString(PERIOD))),
                trials.run(
                        "allreduce-" + rate,
                        "allreduce",
                        new Override("learning-rate", rate),
                        new Override("momentum", "0")));
        Outcome clipped = plain(rate, "co2-clip-1", "co2");
        List<Outcome> clippings = List.of(
                late,
                plain(rate, "co2-clip-0.02", "co2", TIGHT_CLIPPING),
                plain(rate, "co2-clip-0.02-no-penalty", "co2", TIGHT_CLIPPING, NO_PENALTY));
        Outcome heavy = plain(rate, "co2-heavy", "co2", NO_CLIPPING, HEAVY);
        Outcome heavyUnpenalised = plain(rate, "co2-heavy-no-penalty", "co2", NO_CLIPPING, HEAVY, NO_PENALTY);
        return List.of(
                penalty(rate, late, unpenalised),
                near(rate, late, baselines),
                clipping(rate, clipped, clippings),
                unstable(rate, heavy, heavyUnpenalised, slowMo));
    }

    /** With plain SGD inside, at a rate. */
    private Outcome plain(String rate, String label, String method, Override... overrides) {
        Stream<Override> shared = Stream.of(
                new Override("learning-rate", rate),
                new Override("momentum", "0"),
                new Override("sync-every", Integer.toString(PERIOD)));
        return trials.run(
                label + "-" + rate,
                method,
                Stream.concat(shared, Stream.of(overrides)).toArray(Override[]::new));
    }

    private Claim penalty(String rate, Outcome late, Outcome unpenalised) {
        return new Claim(
                "The staleness penalty makes late averages usable",
                "GPT-2 Small: perplexity 7.39 with, 7.56 without",
                where(rate, "momentum 0.2, no clipping"),
                late.toString(),
                unpenalised.toString(),
                "at least " + PENALTY_GAIN + " points above",
                late.accuracy() - unpenalised.accuracy() >= PENALTY_GAIN);
    }

    private Claim near(String rate, Outcome late, List<Outcome> baselines) {
        Outcome local = baselines.getFirst();
        return new Claim(
                "Late averages train as well as those that all wait for",
                "ResNet-50 on ImageNet: 77.14 against SGD's 76.92; GPT-2 Small: perplexity 7.37 against SlowMo's 7.34",
                where(rate, "momentum 0.2, no clipping; DiLoCo with AdamW at 0.001"),
                late.toString(),
                join(baselines),
                "at most " + BEHIND_LOCAL + " points below local SGD",
                local.accuracy() - late.accuracy() <= BEHIND_LOCAL);
    }

    private Claim clipping(String rate, Outcome clipped, List<Outcome> others) {
        return new Claim(
                "Clipping the outer momentum at 1 costs nothing",
                "outer momentum clipping keeps training stable",
                where(rate, "momentum 0.2; clipped at 1, not at all and at 0.02"),
                clipped.toString(),
                join(others),
                "at most " + CLIPPING_COST + " points below no clipping",
                others.getFirst().accuracy() - clipped.accuracy() <= CLIPPING_COST);
    }

    private Claim unstable(String rate, Outcome heavy, Outcome unpenalised, Outcome slowMo) {
        return new Claim(
                "An outer momentum of 0.5, which SlowMo bears, is too much for averages that are late",
                "0.5 in the official code's class, 0.2 in its example",
                where(rate, "momentum 0.5, no clipping"),
                heavy + "; " + unpenalised,
                slowMo.toString(),
                "at least " + UNSTABLE_LOSS + " points below SlowMo",
                slowMo.accuracy() - heavy.accuracy() >= UNSTABLE_LOSS);
    }

    private static String join(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::toString).collect(Collectors.joining("; "));
    }

    private String where(String rate, String what) {
        return String.format(
                Locale.ROOT,
                "MLP 784-64-64-10 on %d of %s, 4 workers of batch %d, %d rounds of %d steps, plain SGD at %s inside, %s, seeds %s",
                EXAMPLES,
                data.label(),
                BATCH,
                ROUNDS,
                PERIOD,
                rate,
                what,
                setting.seeds());
    }
}
