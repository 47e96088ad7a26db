package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.ADJUST_EVERY;
import static io.gossamer.train.method.Setting.ADJUST_FROM;
import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.ERROR_SLACK;
import static io.gossamer.train.method.Setting.FAMILY;
import static io.gossamer.train.method.Setting.LEVEL;
import static io.gossamer.train.method.Setting.LEVEL_CHOICE;
import static io.gossamer.train.method.Setting.LOW_RANK_ERROR;
import static io.gossamer.train.method.Setting.POWER_STEPS;
import static io.gossamer.train.method.Setting.REFERENCE_LEVELS;
import static io.gossamer.train.method.Setting.SQUARED_ERRORS;

import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.allocation.Accordion;
import io.gossamer.train.allocation.BudgetedChoice;
import io.gossamer.train.allocation.GreedyChoice;
import io.gossamer.train.allocation.LayerwiseAllocation;
import io.gossamer.train.allocation.LevelChoice;
import io.gossamer.train.allocation.LevelFamily;
import io.gossamer.train.allocation.LowRankLevels;
import io.gossamer.train.allocation.QuantizerLevels;
import io.gossamer.train.allocation.RandomChoice;
import io.gossamer.train.allocation.References;
import io.gossamer.train.allocation.TopKLevels;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.LowRankMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Gradients in coded form whose compression differs from layer to layer and changes during the run, with error feedback:
 * L-GreCo (Markov et al., MLSys 2024, arXiv 2210.17357) around top-k, a quantiser or low rank; Accordion (Agarwal et al.,
 * MLSys 2021) alone; the same level for all.
 */
record LayerwiseCompression(String name, String description, String choice, String references) implements Preset {
    static LayerwiseCompression lGreCo() {
        return new LayerwiseCompression(
                "lgreco",
                "L-GreCo: fewest bytes at the same error, level by level for each layer",
                "lgreco",
                "uniform");
    }

    static LayerwiseCompression accordion() {
        return new LayerwiseCompression(
                "accordion",
                "Accordion: weak compression where a layer's gradient changes fast",
                "reference",
                "accordion");
    }

    static LayerwiseCompression uniform() {
        return new LayerwiseCompression(
                "uniform-levels", "the same level of compression for all layers", "reference", "uniform");
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.plainDefaults(recipe, totalSteps);
        settings.put(FAMILY, "topk");
        settings.put(LEVEL, "auto");
        settings.put(LEVEL_CHOICE, choice);
        settings.put(REFERENCE_LEVELS, references);
        settings.put(ERROR_SLACK, "1");
        settings.put(SQUARED_ERRORS, "false");
        settings.put(LOW_RANK_ERROR, "power");
        settings.put(POWER_STEPS, "0");
        settings.put(ADJUST_FROM, Long.toString(Math.max(10, totalSteps / 10)));
        settings.put(ADJUST_EVERY, "100");
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                site -> exchange(settings, family(settings), site),
                Merge.gradients(Parts.optimizer(settings), settings.number(CLIP)),
                Parts.learningRate(settings, totalSteps),
                settings.whole(ADJUST_FROM));
    }

    private static LevelFamily family(Settings settings) {
        return switch (settings.text(FAMILY)) {
            case "topk" -> new TopKLevels(level(settings, 0.01));
            case "quantizer" -> new QuantizerLevels(wholeLevel(settings));
            default ->
                new LowRankLevels(
                        wholeLevel(settings), settings.text(LOW_RANK_ERROR).equals("svd"));
        };
    }

    private static double level(Settings settings, double automatic) {
        return settings.text(LEVEL).equals("auto") ? automatic : settings.number(LEVEL);
    }

    private static int wholeLevel(Settings settings) {
        double level = level(settings, 4);
        if (level != Math.rint(level)) {
            throw new GossamerException(
                    "A level of " + level + " does not fit the family " + settings.text(FAMILY),
                    "Give a whole number.");
        }
        return (int) level;
    }

    private static Exchange exchange(Settings settings, LevelFamily family, Site site) {
        LayerwiseAllocation allocation = new LayerwiseAllocation(
                family,
                choice(settings, site.seed()),
                references(settings, family),
                new LayerwiseAllocation.Period(settings.whole(ADJUST_FROM), settings.whole(ADJUST_EVERY)),
                settings.flag(SQUARED_ERRORS),
                site.layout(),
                site.seed(),
                Arena.ofAuto(),
                site.notes());
        return family instanceof LowRankLevels lowRank
                ? new LowRankMean(
                        site.group(),
                        site.layout(),
                        site.seed(),
                        allocation,
                        ErrorFeedback::new,
                        lowRank.highest(),
                        (int) settings.whole(POWER_STEPS))
                : new CodedMean(
                        site.group(), site.layout(), site.seed(), allocation, Parts.errorFeedback(!family.unbiased()));
    }

    private static LevelChoice choice(Settings settings, long seed) {
        return switch (settings.text(LEVEL_CHOICE)) {
            case "lgreco" -> new BudgetedChoice(settings.number(ERROR_SLACK), BudgetedChoice.DEFAULT_BUCKETS);
            case "greedy" -> new GreedyChoice();
            case "random" -> new RandomChoice(seed);
            default -> LevelChoice.reference();
        };
    }

    private static IntFunction<References> references(Settings settings, LevelFamily family) {
        return settings.text(REFERENCE_LEVELS).equals("accordion")
                ? layers -> new Accordion(family.uniform() / 2, family.uniform(), layers)
                : layers -> References.uniform(family);
    }
}
