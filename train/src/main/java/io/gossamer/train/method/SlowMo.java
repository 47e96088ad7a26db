package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.OUTER_LEARNING_RATE;
import static io.gossamer.train.method.Setting.OUTER_MOMENTUM;
import static io.gossamer.train.method.Setting.SYNC_EVERY;

import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Map;

/**
 * SlowMo on local SGD: m = b m + (x - mean y), x = x - a m, for which all wait. The published momentum is this one over the
 * learning rate. Source: Wang et al., "SlowMo: improving communication-efficient distributed SGD with slow momentum", ICLR
 * 2020, arXiv 1910.00643.
 */
final class SlowMo implements Preset {
    @Override
    public String name() {
        return "slowmo";
    }

    @Override
    public String description() {
        return "SlowMo: many local steps, then a slow momentum on the mean difference";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.plainDefaults(recipe, totalSteps);
        settings.put(SYNC_EVERY, "12");
        settings.put(OUTER_LEARNING_RATE, "1");
        settings.put(OUTER_MOMENTUM, "0.5");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.every(Math.toIntExact(settings.whole(SYNC_EVERY))),
                new Subject.Difference(Parts.optimizer(settings), settings.number(CLIP)),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(
                        new Sgd.Spec(settings.number(OUTER_MOMENTUM), false, 0), settings.number(OUTER_LEARNING_RATE)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
