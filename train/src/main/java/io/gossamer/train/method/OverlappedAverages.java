package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.FIRST_ROUND;
import static io.gossamer.train.method.Setting.GAP_PENALTY;
import static io.gossamer.train.method.Setting.GROUP_SIZE;
import static io.gossamer.train.method.Setting.OUTER_CLIP;
import static io.gossamer.train.method.Setting.OUTER_LEARNING_RATE;
import static io.gossamer.train.method.Setting.OUTER_MOMENTUM;
import static io.gossamer.train.method.Setting.PENALTY_PER_TENSOR;
import static io.gossamer.train.method.Setting.SHARDED_MOMENTUM;
import static io.gossamer.train.method.Setting.STALENESS;
import static io.gossamer.train.method.Setting.STALENESS_PENALTY;
import static io.gossamer.train.method.Setting.SYNC_EVERY;
import static io.gossamer.train.method.Setting.ZERO;

import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.optimizer.ClippedMomentum;
import io.gossamer.train.overlap.LateAverages;
import io.gossamer.train.overlap.StalenessPenalty;
import io.gossamer.train.overlap.StateSharding;
import io.gossamer.train.overlap.WorkerGroups;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import java.util.Locale;
import java.util.Map;

/**
 * CO2: averages that are one round late, so that nobody waits for them. Defaults are those of the official code's example.
 * Source: Sun et al., ICLR 2024, arXiv 2401.16265.
 */
final class OverlappedAverages implements Preset {
    @Override
    public String name() {
        return "co2";
    }

    @Override
    public String description() {
        return "CO2: many local steps while the average of the round before travels";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.plainDefaults(recipe, totalSteps);
        settings.put(SYNC_EVERY, "12");
        settings.put(OUTER_LEARNING_RATE, "1");
        settings.put(OUTER_MOMENTUM, "0.2");
        settings.put(OUTER_CLIP, "1");
        settings.put(STALENESS, "1");
        settings.put(STALENESS_PENALTY, "gap-aware");
        settings.put(GAP_PENALTY, "1");
        settings.put(PENALTY_PER_TENSOR, "false");
        settings.put(FIRST_ROUND, "overlapped");
        settings.put(SHARDED_MOMENTUM, "false");
        settings.put(GROUP_SIZE, "1");
        settings.put(ZERO, "0");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.every(Math.toIntExact(settings.whole(SYNC_EVERY))),
                new LateAverages(
                        Parts.optimizer(settings),
                        settings.number(CLIP),
                        Math.toIntExact(settings.whole(STALENESS)),
                        LateAverages.FirstRound.valueOf(constant(settings.text(FIRST_ROUND))),
                        new StalenessPenalty(
                                StalenessPenalty.Mode.valueOf(constant(settings.text(STALENESS_PENALTY))),
                                settings.number(GAP_PENALTY),
                                settings.flag(PENALTY_PER_TENSOR)),
                        settings.flag(SHARDED_MOMENTUM),
                        new WorkerGroups(
                                Math.toIntExact(settings.whole(GROUP_SIZE)),
                                StateSharding.ofStage(Math.toIntExact(settings.whole(ZERO))))),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(
                        new ClippedMomentum.Spec(settings.number(OUTER_MOMENTUM), settings.number(OUTER_CLIP)),
                        settings.number(OUTER_LEARNING_RATE)),
                Parts.learningRate(settings, totalSteps),
                0);
    }

    private static String constant(String word) {
        return word.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
