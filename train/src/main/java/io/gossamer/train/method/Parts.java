package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.BETA1;
import static io.gossamer.train.method.Setting.BETA2;
import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.EPSILON;
import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.MOMENTUM;
import static io.gossamer.train.method.Setting.NESTEROV;
import static io.gossamer.train.method.Setting.OPTIMIZER;
import static io.gossamer.train.method.Setting.WEIGHT_DECAY;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.optimizer.AdamW;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.LearningRate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The parts that several presets share, read from settings. */
final class Parts {
    private static final double USUAL_BETA1 = 0.9;
    private static final double USUAL_BETA2 = 0.999;
    private static final double USUAL_EPSILON = 1e-8;

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

    /** Settings of Adam with all its constants. */
    static Map<Setting, String> openAdamDefaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(LEARNING_RATE, Double.toString(recipe.adamRate()));
        settings.put(LEARNING_RATE_WARMUP, Long.toString(totalSteps / 20));
        settings.put(LEARNING_RATE_DECAY, "cosine");
        settings.put(BETA1, "0.9");
        settings.put(BETA2, "0.97");
        settings.put(EPSILON, "1e-8");
        settings.put(WEIGHT_DECAY, Double.toString(recipe.adamWeightDecay()));
        return settings;
    }

    static AdamW.Spec openAdam(Settings settings, boolean biasCorrection) {
        return new AdamW.Spec(
                settings.number(BETA1),
                settings.number(BETA2),
                settings.number(EPSILON),
                settings.number(WEIGHT_DECAY),
                biasCorrection);
    }

    /** The codec of the settings, which must contract. */
    static Codec contractive(Settings settings) {
        return codec(settings.text(CODEC), ContractiveCodec.class);
    }

    /** The codec of the settings, which must be unbiased. */
    static Codec unbiased(Settings settings) {
        return codec(settings.text(CODEC), UnbiasedCodec.class);
    }

    /** @throws GossamerException if the codec is of another kind than the method's theory needs */
    static <C extends Codec> C codec(String spec, Class<C> kind) {
        Codec codec = Codecs.parse(spec);
        if (kind.isInstance(codec)) {
            return kind.cast(codec);
        }
        boolean unbiased = kind == UnbiasedCodec.class;
        throw new GossamerException(
                "The method needs " + (unbiased ? "an unbiased" : "a contractive") + " codec, and " + spec + " is none",
                unbiased
                        ? "Unbiased are, for instance, qsgd(15), natural, ternary and u8(stochastic)."
                        : "Contractive are, for instance, topk(0.01)+f16, sign and u4.");
    }

    /** Error feedback, or nothing. */
    static CodedMean.MemoryFactory errorFeedback(boolean wanted) {
        return wanted ? ErrorFeedback::new : (arena, counts) -> new NoMemory();
    }

    static Optimizer.Spec optimizer(Settings settings) {
        return settings.text(OPTIMIZER).equals("adamw")
                ? new AdamW.Spec(USUAL_BETA1, USUAL_BETA2, USUAL_EPSILON, settings.number(WEIGHT_DECAY), true)
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
