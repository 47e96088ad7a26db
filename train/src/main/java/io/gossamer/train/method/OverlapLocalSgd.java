package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.OUTER_MOMENTUM;
import static io.gossamer.train.method.Setting.PULLBACK;
import static io.gossamer.train.method.Setting.SYNC_EVERY;

import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.overlap.DelayedAnchor;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import java.util.Map;

/** Overlap-Local-SGD with the constants that its authors recommend. Source: Wang et al., arXiv 2002.09539. */
final class OverlapLocalSgd implements Preset {
    @Override
    public String name() {
        return "overlap-localsgd";
    }

    @Override
    public String description() {
        return "Overlap-Local-SGD: workers are pulled towards an average that is one round late";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.plainDefaults(recipe, totalSteps);
        settings.put(SYNC_EVERY, "12");
        settings.put(PULLBACK, "0.6");
        settings.put(OUTER_MOMENTUM, "0.7");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.every(Math.toIntExact(settings.whole(SYNC_EVERY))),
                new DelayedAnchor(Parts.optimizer(settings), settings.number(CLIP), settings.number(PULLBACK)),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(new Sgd.Spec(settings.number(OUTER_MOMENTUM), false, 0), 1),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
