package io.gossamer.train.method;

import io.gossamer.core.failure.GossamerException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What can be set about a method. The name is the same on the command line, in YAML and in the report. */
public enum Setting {
    OPTIMIZER("sgd or adamw", text -> text.equals("sgd") || text.equals("adamw")),
    LEARNING_RATE("base learning rate", Setting::positive),
    LEARNING_RATE_WARMUP("steps of linear learning-rate warm-up", Setting::whole),
    LEARNING_RATE_DECAY("constant or cosine", text -> text.equals("constant") || text.equals("cosine")),
    MOMENTUM("momentum of SGD, in [0, 1)", Setting::fraction),
    NESTEROV("whether the momentum is Nesterov's", Setting::flag),
    WEIGHT_DECAY("weight decay", Setting::notNegative),
    CLIP("largest L2 norm of the mean gradient, 0 for none", Setting::notNegative),
    DENSITY("share of elements sent after warm-up, in (0, 1]", text -> positive(text) && number(text) <= 1),
    WARMUP_STEPS("steps over which the density falls to its final value", Setting::whole),
    WARMUP_SHAPE("paper (powers of 1/4), geometric, or densities such as 0.06/0.015/0.004", Setting::warmupShape),
    SAMPLE_RATIO(
            "share of elements sampled to find the threshold, 1 for exact top-k",
            text -> positive(text) && number(text) <= 1),
    MOMENTUM_MASKING("whether sent elements lose their momentum", Setting::flag),
    SYNC_EVERY("steps between two exchanges", text -> whole(text) && number(text) >= 1),
    OUTER_LEARNING_RATE("rate at which the mean difference is applied", Setting::positive),
    OUTER_MOMENTUM("Nesterov momentum of the outer optimiser, in [0, 1)", Setting::fraction);

    private final String description;
    private final Predicate<String> valid;

    Setting(String description, Predicate<String> valid) {
        this.description = description;
        this.valid = valid;
    }

    /** The name in kebab case, for instance {@code learning-rate}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String description() {
        return description;
    }

    public static Optional<Setting> find(String key) {
        return Arrays.stream(values()).filter(s -> s.key().equals(key)).findFirst();
    }

    public static Setting named(String key) {
        return find(key)
                .orElseThrow(() -> new GossamerException(
                        "There is no setting '" + key + "'",
                        "Settings are: "
                                + Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", ")) + "."));
    }

    void require(String value) {
        if (!valid.test(value)) {
            throw new GossamerException(
                    "'" + value + "' is no value for " + key(), "Give " + key() + ": " + description + ".");
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    private static boolean positive(String text) {
        return number(text) > 0 && Double.isFinite(number(text));
    }

    private static boolean notNegative(String text) {
        return number(text) >= 0 && Double.isFinite(number(text));
    }

    private static boolean fraction(String text) {
        return number(text) >= 0 && number(text) < 1;
    }

    private static boolean whole(String text) {
        return text.matches("[0-9]{1,15}");
    }

    private static boolean warmupShape(String text) {
        return text.equals("paper")
                || text.equals("geometric")
                || Arrays.stream(text.split("/", -1)).allMatch(density -> positive(density) && number(density) <= 1);
    }

    private static boolean flag(String text) {
        return text.equals("true") || text.equals("false");
    }
}
