package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.FRAGMENTS;
import static io.gossamer.train.method.Setting.FRAGMENT_PATTERN;
import static io.gossamer.train.method.Setting.MIXING;
import static io.gossamer.train.method.Setting.OUTER_BETA2;
import static io.gossamer.train.method.Setting.OUTER_LEARNING_RATE;
import static io.gossamer.train.method.Setting.OUTER_MOMENTUM;
import static io.gossamer.train.method.Setting.OUTER_OPTIMIZER;
import static io.gossamer.train.method.Setting.OUTER_TAU;
import static io.gossamer.train.method.Setting.OVERLAP;
import static io.gossamer.train.method.Setting.SYNC_EVERY;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.TwoPhaseMean;
import io.gossamer.train.fragment.FragmentPattern;
import io.gossamer.train.optimizer.AdaptiveOuter;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Methods whose workers take many steps of their own and then merge their differences: local SGD (McMahan et al., AISTATS
 * 2017; Stich, ICLR 2019); DiLoCo with AdamW inside and Nesterov momentum outside (Douillard et al., arXiv 2311.08105);
 * Streaming DiLoCo, which says a fragment of the model at a time, in 4 bits and while the next steps are taken (Douillard
 * et al., arXiv 2501.18512).
 *
 * @param own settings that plain local steps do not have, with their defaults
 */
record LocalSteps(String name, String description, Map<Setting, String> own) implements Preset {
    private static final int DEFAULT_PERIOD = 50;
    private static final Map<Setting, String> OUTER = Map.of(
            OUTER_OPTIMIZER, "nesterov",
            OUTER_LEARNING_RATE, "0.7",
            OUTER_MOMENTUM, "0.9",
            OUTER_BETA2, "0.99",
            OUTER_TAU, "0.001");

    static List<Preset> all() {
        return List.of(
                new LocalSteps("localsgd", "many local steps, then the mean of the parameters", Map.of()),
                new LocalSteps(
                        "diloco", "many local AdamW steps, then an outer Nesterov step on the mean difference", OUTER),
                new LocalSteps(
                        "streaming-diloco",
                        "Streaming DiLoCo: DiLoCo by fragments, in 4 bits, while training goes on",
                        outerAnd(Map.of(
                                FRAGMENTS, "4",
                                FRAGMENT_PATTERN, "strided",
                                OVERLAP, "1",
                                MIXING, "0.5",
                                CODEC, "fp4"))));
    }

    private static Map<Setting, String> outerAnd(Map<Setting, String> more) {
        Map<Setting, String> all = new EnumMap<>(OUTER);
        all.putAll(more);
        return all;
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings =
                own.isEmpty() ? Parts.plainDefaults(recipe, totalSteps) : Parts.adamDefaults(recipe, totalSteps);
        settings.put(SYNC_EVERY, Integer.toString(DEFAULT_PERIOD));
        settings.putAll(own);
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.every(Math.toIntExact(settings.whole(SYNC_EVERY))),
                subject(settings),
                site -> exchange(settings, site),
                merge(settings),
                Parts.learningRate(settings, totalSteps),
                0);
    }

    private static Subject subject(Settings settings) {
        return settings.has(FRAGMENTS)
                ? new Subject.Difference(
                        Parts.optimizer(settings),
                        settings.number(CLIP),
                        Math.toIntExact(settings.whole(FRAGMENTS)),
                        FragmentPattern.named(settings.text(FRAGMENT_PATTERN)),
                        Math.toIntExact(settings.whole(OVERLAP)),
                        settings.number(MIXING))
                : new Subject.Difference(Parts.optimizer(settings), settings.number(CLIP));
    }

    /** Sums of what is coded are taken in float32: it is decoded, averaged and coded again. */
    private static Exchange exchange(Settings settings, Site site) {
        Codec codec = settings.has(CODEC) ? Codecs.parse(settings.text(CODEC)) : new Float32Codec();
        return codec instanceof Float32Codec
                ? new AllReduceMean(site.group(), site.layout())
                : new TwoPhaseMean(
                        site.group(),
                        site.layout(),
                        site.seed(),
                        Allocation.everything(step -> codec),
                        (arena, counts) -> new NoMemory(),
                        (arena, counts) -> new NoMemory());
    }

    private static Merge merge(Settings settings) {
        return settings.has(OUTER_OPTIMIZER)
                ? Merge.differences(outer(settings), settings.number(OUTER_LEARNING_RATE))
                : Merge.differences(new Sgd.Spec(0, false, 0), 1);
    }

    private static Optimizer.Spec outer(Settings settings) {
        double momentum = settings.number(OUTER_MOMENTUM);
        return switch (settings.text(OUTER_OPTIMIZER)) {
            case "nesterov" -> new Sgd.Spec(momentum, true, 0);
            case "fedadagrad" -> adaptive(AdaptiveOuter.Rule.ADAGRAD, momentum, settings);
            case "fedadam" -> adaptive(AdaptiveOuter.Rule.ADAM, momentum, settings);
            case "fedyogi" -> adaptive(AdaptiveOuter.Rule.YOGI, momentum, settings);
            case String other -> throw new IllegalArgumentException(other);
        };
    }

    private static Optimizer.Spec adaptive(AdaptiveOuter.Rule rule, double momentum, Settings settings) {
        return new AdaptiveOuter.Spec(rule, momentum, settings.number(OUTER_BETA2), settings.number(OUTER_TAU));
    }
}
