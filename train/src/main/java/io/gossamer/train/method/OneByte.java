package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.PROBE_DISTANCE;
import static io.gossamer.train.method.Setting.PROBE_SPREAD;
import static io.gossamer.train.method.Setting.RESTORE_EVERY;
import static io.gossamer.train.method.Setting.SAMPLES;
import static io.gossamer.train.method.Setting.SCALAR_CODE;
import static io.gossamer.train.method.Setting.VARIANCE_SCALING;

import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.zeroth.ZerothOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Just one byte per gradient: no gradients, but slopes along random directions that all workers can draw, each said as one
 * byte. Source: arXiv 2306.10015 (2023), and its official code.
 */
final class OneByte implements Preset {
    private static final String WHOLE = "whole";
    /** Good for some thousand weights; the noise of a step grows with their number. */
    private static final String RATE = "0.001";

    @Override
    public String name() {
        return "one-byte";
    }

    @Override
    public String description() {
        return "Just One Byte: slopes along shared random directions, one byte each";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(LEARNING_RATE, RATE);
        settings.put(LEARNING_RATE_WARMUP, "0");
        settings.put(LEARNING_RATE_DECAY, "constant");
        settings.put(SCALAR_CODE, "byte");
        settings.put(SAMPLES, "2");
        settings.put(PROBE_DISTANCE, "0.001");
        settings.put(PROBE_SPREAD, "0");
        settings.put(VARIANCE_SCALING, "false");
        settings.put(RESTORE_EVERY, "0");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        ZerothOrder subject = new ZerothOrder(
                Optional.of(settings.text(SCALAR_CODE))
                        .filter(name -> !name.equals(WHOLE))
                        .map(ScalarCode::named),
                (int) settings.whole(SAMPLES),
                settings.number(PROBE_DISTANCE),
                settings.number(PROBE_SPREAD),
                settings.flag(VARIANCE_SCALING),
                (int) settings.whole(RESTORE_EVERY));
        return new Strategy(
                TalkSchedule.everyStep(),
                subject,
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.gradients(new Sgd.Spec(0, false, 0), 0),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
