package io.gossamer.train.method;

import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;

/** Plain data-parallel training: the mean gradient of all workers, uncompressed, at every step. */
final class AllReduce implements Preset {
    @Override
    public String name() {
        return "allreduce";
    }

    @Override
    public String description() {
        return "plain data-parallel training, every gradient sent whole";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        return Settings.of(name(), Parts.plainDefaults(recipe, totalSteps));
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.gradients(Parts.optimizer(settings), settings.number(Setting.CLIP)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
