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
 * Methods whose workers take many steps of their own and then merge their differences: local SGD (McMahan et al.,
 * AISTATS 2017; Stich, ICLR 2019), and DiLoCo with AdamW inside and Nesterov momentum outside (Douillard et al., arXiv
 * 2311.08105).
 */
record LocalSteps(String name, String description, boolean adaptive) implements Preset {
    private static final int DEFAULT_PERIOD = 50;

    static LocalSteps localSgd() {
        return new LocalSteps("localsgd", "many local steps, then the mean of the parameters", false);
    }

    static LocalSteps diloco() {
        return new LocalSteps(
                "diloco", "many local AdamW steps, then an outer Nesterov step on the mean difference", true);
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings =
                adaptive ? Parts.adamDefaults(recipe, totalSteps) : Parts.plainDefaults(recipe, totalSteps);
        settings.put(SYNC_EVERY, Integer.toString(DEFAULT_PERIOD));
        if (adaptive) {
            settings.put(OUTER_LEARNING_RATE, "0.7");
            settings.put(OUTER_MOMENTUM, "0.9");
        }
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.every(Math.toIntExact(settings.whole(SYNC_EVERY))),
                new Subject.Difference(Parts.optimizer(settings), settings.number(CLIP)),
                site -> new AllReduceMean(site.group(), site.layout()),
                adaptive
                        ? Merge.differences(
                                new Sgd.Spec(settings.number(OUTER_MOMENTUM), true, 0),
                                settings.number(OUTER_LEARNING_RATE))
                        : Merge.differences(new Sgd.Spec(0, false, 0), 1),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
