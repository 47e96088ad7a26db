package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.DENSITY;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.exchange.WholeVector;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Map;

/** The largest elements of the whole model, by one threshold for all layers, with error feedback. */
final class GlobalTopK implements Preset {
    @Override
    public String name() {
        return "topk-global";
    }

    @Override
    public String description() {
        return "the largest elements of the whole model, one threshold for all layers";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.plainDefaults(recipe, totalSteps);
        settings.put(DENSITY, "0.01");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        Codec codec = Codecs.parse("topk(" + settings.text(DENSITY) + ")+f16");
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                site -> new WholeVector(
                        site.layout(),
                        vector -> new CodedMean(
                                site.group(),
                                vector,
                                site.seed(),
                                Allocation.everything(step -> codec),
                                ErrorFeedback::new)),
                Merge.gradients(Parts.optimizer(settings), settings.number(CLIP)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
