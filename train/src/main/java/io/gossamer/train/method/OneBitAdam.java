package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.FREEZE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.SERVER_ERROR;
import static io.gossamer.train.method.Setting.UPDATE_VARIANCE;
import static io.gossamer.train.method.Setting.VARIANCE_FLOOR;
import static io.gossamer.train.method.Setting.WHOLE_TENSORS;
import static io.gossamer.train.method.Setting.WORKER_ERROR;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.TwoPhaseMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * 1-bit Adam: Adam, then its momentum at one bit an element along a frozen variance. Gradients are not clipped. Source: Tang
 * et al., "1-bit Adam: communication efficient large-scale training with Adam's convergence speed", ICML 2021, arXiv
 * 2102.02888, and its official code (DeepSpeed).
 */
final class OneBitAdam implements Preset {
    private static final String AUTO = "auto";
    /** With fewer dense steps than this share the whole run sends at least five times less than float32. */
    private static final double FROZEN_AFTER = 0.15;

    @Override
    public String name() {
        return "onebit-adam";
    }

    @Override
    public String description() {
        return "1-bit Adam: momentum at one bit an element, once the variance has settled";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.openAdamDefaults(recipe, totalSteps);
        settings.put(CODEC, "sign(rms)");
        settings.put(FREEZE, Long.toString(Math.max(1, (long) (totalSteps * FROZEN_AFTER))));
        settings.put(VARIANCE_FLOOR, "1e-14");
        settings.put(WORKER_ERROR, "true");
        settings.put(SERVER_ERROR, "true");
        settings.put(UPDATE_VARIANCE, "false");
        settings.put(CLIP, "0");
        settings.put(WHOLE_TENSORS, "");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        FrozenVariance subject = new FrozenVariance(
                Parts.openAdam(settings, false),
                freeze(settings),
                settings.number(VARIANCE_FLOOR),
                settings.flag(UPDATE_VARIANCE),
                settings.number(CLIP),
                Optional.of(settings.text(WHOLE_TENSORS))
                        .filter(pattern -> !pattern.isEmpty())
                        .map(Pattern::compile));
        Codec codec = Codecs.parse(settings.text(CODEC));
        return new Strategy(
                TalkSchedule.everyStep(),
                subject,
                site -> new TwoPhaseMean(
                        site.group(),
                        site.layout(),
                        site.seed(),
                        allocation(subject, codec),
                        Parts.errorFeedback(settings.flag(WORKER_ERROR)),
                        Parts.errorFeedback(settings.flag(SERVER_ERROR))),
                new Merge(subject.adam(), 0, OptionalDouble.empty()),
                Parts.learningRate(settings, totalSteps),
                settings.text(FREEZE).equals(AUTO) ? totalSteps : settings.whole(FREEZE));
    }

    private static Allocation allocation(FrozenVariance subject, Codec codec) {
        return (tensor, entry, step) -> subject.saysWhole(entry) ? Optional.empty() : Optional.of(codec);
    }

    private static FreezeRule freeze(Settings settings) {
        return settings.text(FREEZE).equals(AUTO)
                ? new FreezeRule.WhenSteady(settings.number(Setting.BETA2), settings.whole(LEARNING_RATE_WARMUP))
                : new FreezeRule.After(settings.whole(FREEZE));
    }
}
