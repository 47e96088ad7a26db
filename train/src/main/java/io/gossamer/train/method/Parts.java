package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.MOMENTUM;
import static io.gossamer.train.method.Setting.NESTEROV;
import static io.gossamer.train.method.Setting.OPTIMIZER;
import static io.gossamer.train.method.Setting.WEIGHT_DECAY;

import io.gossamer.train.optimizer.AdamW;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.LearningRate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The parts that several presets share, read from settings. */
final class Parts {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private Parts() {}

    /** Settings of plain SGD with momentum and a learning-rate schedule. */
    static Map<Setting, String> sgdDefaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(LEARNING_RATE, Double.toString(recipe.sgdRate()));
        settings.put(LEARNING_RATE_WARMUP, Long.toString(totalSteps / 20));
        settings.put(LEARNING_RATE_DECAY, "cosine");
        settings.put(MOMENTUM, "0.9");
        settings.put(NESTEROV, "false");
        settings.put(WEIGHT_DECAY, Double.toString(recipe.weightDecay()));
        settings.put(CLIP, Double.toString(recipe.clip()));
        return settings;
    }

    /** Settings of the optimiser that the recipe trains with by plain means. */
    static Map<Setting, String> plainDefaults(Recipe recipe, long totalSteps) {
        return recipe.optimizer().equals("adamw")
                ? adamDefaults(recipe, totalSteps)
                : optimizer("sgd", sgdDefaults(recipe, totalSteps));
    }

    static Map<Setting, String> adamDefaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = optimizer("adamw", sgdDefaults(recipe, totalSteps));
        settings.put(LEARNING_RATE, Double.toString(recipe.adamRate()));
        settings.put(WEIGHT_DECAY, Double.toString(recipe.adamWeightDecay()));
        return settings;
    }

    private static Map<Setting, String> optimizer(String name, Map<Setting, String> settings) {
        settings.put(OPTIMIZER, name);
        return settings;
    }

    static Optimizer.Spec optimizer(Settings settings) {
        return settings.text(OPTIMIZER).equals("adamw")
                ? new AdamW.Spec(BETA1, BETA2, EPSILON, settings.number(WEIGHT_DECAY))
                : sgd(settings);
    }

    static Optimizer.Spec sgd(Settings settings) {
        return new Sgd.Spec(settings.number(MOMENTUM), settings.flag(NESTEROV), settings.number(WEIGHT_DECAY));
    }

    static LearningRate learningRate(Settings settings, long totalSteps) {
        return new LearningRate(
                settings.number(LEARNING_RATE),
                settings.whole(LEARNING_RATE_WARMUP),
                LearningRate.Decay.valueOf(settings.text(LEARNING_RATE_DECAY).toUpperCase(Locale.ROOT)),
                totalSteps);
    }
}
