package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.TwoPhaseMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Map;

/**
 * An ordinary optimiser fed with gradients that went through the compressed all-reduce, errors kept on both sides: what
 * 1-bit Adam is held against. Momentum SGD takes it; Adam, whose variance is then made of squared errors, does not.
 */
record CompressedFirst(String name, String description, boolean adaptive) implements Preset {
    static CompressedFirst adam() {
        return new CompressedFirst("onebit-naive-adam", "Adam on gradients of one bit an element: the naive way", true);
    }

    static CompressedFirst momentum() {
        return new CompressedFirst("onebit-momentum", "momentum SGD on gradients of one bit an element", false);
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings =
                adaptive ? Parts.openAdamDefaults(recipe, totalSteps) : Parts.sgdDefaults(recipe, totalSteps);
        settings.put(CODEC, "sign(rms)");
        settings.put(CLIP, Double.toString(recipe.clip()));
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        Codec codec = Codecs.parse(settings.text(CODEC));
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(settings.number(CLIP)),
                site -> new TwoPhaseMean(
                        site.group(),
                        site.layout(),
                        site.seed(),
                        Allocation.everything(step -> codec),
                        Parts.errorFeedback(true),
                        Parts.errorFeedback(true)),
                Merge.gradients(adaptive ? Parts.openAdam(settings, false) : Parts.sgd(settings), 0),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
