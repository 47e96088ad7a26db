package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CO2 with AdamW inside on the small GPT, beside local SGD, SlowMo and data-parallel AdamW on as many tokens. */
final class Co2Text {
    private static final long STEPS = 960;
    private static final int PERIOD = 12;
    private static final int BATCH = 8;
    private static final double FACTOR = 1.02;
    private static final Override ADAM = new Override("optimizer", "adamw");
    private static final Override SELDOM = new Override("sync-every", Integer.toString(PERIOD));
    private static final Override NO_PENALTY = new Override("staleness-penalty", "off");
    private static final Override LIGHT = new Override("outer-momentum", "0.2");

    private Co2Text() {}

    static List<Claim> claims(Reproduction.Setting setting) {
        TrainingData data = TrainingData.text(setting);
        Trials trials = new Trials(setting, "text", () -> data.job("gpt", STEPS, BATCH));
        Outcome parallel = trials.run("allreduce", "allreduce", ADAM);
        Outcome local = trials.run("localsgd", "localsgd", ADAM, SELDOM);
        Outcome slowMo = trials.run("slowmo", "slowmo", ADAM, SELDOM, LIGHT);
        Outcome late = trials.run("co2", "co2", ADAM, SELDOM);
        Outcome unpenalised = trials.run("co2-no-penalty", "co2", ADAM, SELDOM, NO_PENALTY);
        Outcome grouped = trials.run(
                "co2-groups", "co2", ADAM, SELDOM, new Override("group-size", "2"), new Override("zero", "2"));
        String where = String.format(
                Locale.ROOT,
                "GPT of 0.24 M parameters on %s, 4 workers of batch %d, AdamW inside, %d steps in rounds of %d, outer momentum"
                        + " 0.2; co2-groups is 2 groups of 2 with ZeRO 2; seeds %s",
                data.label(),
                BATCH,
                STEPS,
                PERIOD,
                setting.seeds());
        return List.of(
                new Claim(
                        "A language model trains as well with late averages as with SlowMo, which waits for them",
                        "GPT-2 Small: validation perplexity 7.37 against SlowMo's 7.34",
                        where,
                        perplexities(late, grouped),
                        perplexities(slowMo, local, parallel),
                        "test loss at most " + FACTOR + " times SlowMo's",
                        late.loss() <= FACTOR * slowMo.loss()),
                new Claim(
                        "The staleness penalty lowers the perplexity",
                        "GPT-2 Small: 7.39 with, 7.56 without",
                        where,
                        perplexities(late),
                        perplexities(unpenalised),
                        "below that without",
                        late.loss() < unpenalised.loss()));
    }

    private static String perplexities(Outcome... outcomes) {
        return Stream.of(outcomes)
                .map(outcome -> String.format(
                        Locale.ROOT, "%s (perplexity %.2f)", outcome.lossText(), Math.exp(outcome.loss())))
                .collect(Collectors.joining("; "));
    }
}
