package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.BIAS_CORRECTION;
import static io.gossamer.train.method.Setting.CLIP;

import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Map;

/** Adam on the mean gradient, uncompressed, with all its constants open: what methods built on Adam are held against. */
final class DenseAdam implements Preset {
    @Override
    public String name() {
        return "adam";
    }

    @Override
    public String description() {
        return "Adam on whole gradients";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.openAdamDefaults(recipe, totalSteps);
        settings.put(BIAS_CORRECTION, "true");
        settings.put(CLIP, Double.toString(recipe.clip()));
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                (group, layout, seed) -> new AllReduceMean(group, layout),
                Merge.gradients(Parts.openAdam(settings, settings.flag(BIAS_CORRECTION)), settings.number(CLIP)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
