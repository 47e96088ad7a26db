package io.gossamer.train.method;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.gossip.Budget;
import io.gossamer.train.gossip.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** What can be set about a method. The name is the same on the command line, in YAML and in the report. */
public enum Setting {
    OPTIMIZER("sgd or adamw", text -> oneOf(text, "sgd", "adamw")),
    LEARNING_RATE("base learning rate", Setting::positive),
    LEARNING_RATE_WARMUP("steps of linear learning-rate warm-up", Setting::whole),
    LEARNING_RATE_DECAY("constant or cosine", text -> oneOf(text, "constant", "cosine")),
    MOMENTUM("momentum of SGD, in [0, 1)", Setting::fraction),
    NESTEROV("whether the momentum is Nesterov's", Setting::flag),
    WEIGHT_DECAY("weight decay", Setting::notNegative),
    CLIP("largest L2 norm of the mean gradient, 0 for none", Setting::notNegative),
    DENSITY("share of elements sent after warm-up, in (0, 1]", Setting::share),
    WARMUP_STEPS("steps over which the density falls to its final value", Setting::whole),
    WARMUP_SHAPE("paper (powers of 1/4), geometric, or densities such as 0.06/0.015/0.004", Setting::warmupShape),
    SAMPLE_RATIO("share of elements sampled to find the threshold, 1 for exact top-k", Setting::share),
    MOMENTUM_MASKING("whether sent elements lose their momentum", Setting::flag),
    CODEC("a codec, such as topk(0.01)+f16, u4 or sign; f32 for none", Setting::codec),
    COMPRESSED_START("whether the first gradients are compressed, too, instead of said whole", Setting::flag),
    ERROR_STRENGTH("how strongly the error is fed back, EControl's eta, in [0, 1]", text -> within(text, 0, 1)),
    GRADIENT_AVERAGING("weight of a new gradient in the running average, in (0, 1]", Setting::share),
    FAMILY("topk, quantizer or lowrank", text -> oneOf(text, "topk", "quantizer", "lowrank")),
    LEVEL(
            "the level that all layers would have: a density for topk, bits for quantizer, a rank for lowrank; auto for"
                    + " 0.01, 4 and 4",
            text -> text.equals("auto") || positive(text)),
    LEVEL_CHOICE("lgreco, greedy, random or reference", text -> oneOf(text, "lgreco", "greedy", "random", "reference")),
    REFERENCE_LEVELS("uniform or accordion", text -> oneOf(text, "uniform", "accordion")),
    ERROR_SLACK("allowed error as a multiple of the reference's, L-GreCo's alpha", Setting::positive),
    SQUARED_ERRORS("whether the errors of layers add up as squares", Setting::flag),
    LOW_RANK_ERROR(
            "how the loss of low rank is found, power (subspace iteration) or svd",
            text -> oneOf(text, "power", "svd")),
    POWER_STEPS(
            "rounds of subspace iteration after ranks have changed, which make up for the lost warm start",
            text -> whole(text) && within(text, 0, 100)),
    ADJUST_FROM("steps before levels are chosen first", text -> whole(text) && number(text) >= 1),
    ADJUST_EVERY("steps between two choices of levels", text -> whole(text) && number(text) >= 1),
    BETA1("decay of Adam's first moment, in [0, 1)", Setting::fraction),
    BETA2("decay of Adam's second moment, in [0, 1)", Setting::fraction),
    EPSILON("added to the root of Adam's second moment", Setting::positive),
    BIAS_CORRECTION("whether Adam makes up for moments that start at zero", Setting::flag),
    FREEZE("steps after which Adam's variance is frozen, or auto", text -> text.equals("auto") || whole(text)),
    VARIANCE_FLOOR("variance below which a frozen element is held still, 0 for none", Setting::notNegative),
    WORKER_ERROR("whether workers keep what their codes lose", Setting::flag),
    SERVER_ERROR("whether servers keep what their codes lose", Setting::flag),
    UPDATE_VARIANCE("whether the variance follows the momentum after all (an ablation)", Setting::flag),
    WHOLE_TENSORS("regular expression of the names of tensors that are never compressed", Setting::pattern),
    SCALAR_CODE(
            "byte, nine-bit, float or sign; whole to say the estimated gradient itself",
            text -> text.equals("whole") || ScalarCode.all().containsKey(text)),
    SAMPLES("random directions that a worker measures in a step", text -> whole(text) && within(text, 1, 10_000)),
    PROBE_DISTANCE("how far the weights are moved to measure a slope, epsilon", Setting::positive),
    PROBE_SPREAD("standard deviation of the logarithm of that distance, 0 for a fixed one", text -> within(text, 0, 3)),
    VARIANCE_SCALING("whether directions are scaled tensor by tensor by the spread of the weights", Setting::flag),
    RESTORE_EVERY(
            "steps between two restorations of weights worn by rounding, 0 for after every sample",
            Setting::wholeToAMillion),
    CLIENTS("clients of the federation, shared out among the workers; 0 for one per worker", Setting::wholeToAMillion),
    PARTICIPANTS("how many are sampled in a round, clients or workers; 0 for all", Setting::wholeToAMillion),
    LOCAL_STEPS("steps that a client or node takes in a round", text -> wholeToAMillion(text) && number(text) >= 1),
    GLOBAL_LEARNING_RATE("rate of the server, times the local rate and steps", Setting::positive),
    SPEED_GAP(
            "how many percent less time the fastest client takes than the slowest, the others evenly between, in [0, 100)",
            text -> number(text) >= 0 && number(text) < 100),
    SPEED_NOISE(
            "standard deviation of the logarithm of the time of one contribution, 0 for fixed times",
            text -> within(text, 0, 3)),
    WINDOW("virtual time between two aggregations; the slowest client takes 1", Setting::positive),
    BUFFER("contributions that make an aggregation, 0 for those of all clients at work", Setting::wholeToAMillion),
    WEIGHTS("unbiased (by how often a client contributes) or identical", text -> oneOf(text, "unbiased", "identical")),
    STALENESS_DISCOUNT(
            "exponent b of the factor (1 + a)^-b of a contribution that is a aggregations old, 0 for none",
            Setting::notNegative),
    CONTRIBUTION(
            "the model that a client's change is relative to, received or current (FedAsync's mixing)",
            text -> oneOf(text, "received", "current")),
    CLIENT_DROPOUT("probability that a contribution is lost, in [0, 1)", Setting::fraction),
    CONTROL_WEIGHT(
            "share of the difference to its control variate that a client says, SCALLION's alpha in (0, 1], or auto",
            text -> text.equals("auto") || share(text)),
    PER_LAYER("whether each tensor is coded by itself, instead of all as one vector", Setting::flag),
    SERVER_CODEC("codec of the server's answer, f32 for none", Setting::codec),
    REFRESH_PROBABILITY(
            "probability that the anchor moves after a step, or auto for as many bytes as the steps between",
            text -> text.equals("auto") || share(text)),
    ANCHOR(
            "where the anchor moves, to the current iterate or the previous",
            text -> oneOf(text, "current", "previous")),
    ANCHOR_BATCHES("batches of the operator at the anchor, 0 for all of a worker's data", Setting::wholeToAMillion),
    OPERATOR_BATCHES("batches of the operator in a step, 0 for all of a worker's data", Setting::wholeToAMillion),
    PERTURBATION_RADIUS("L2 radius of the ball that a perturbation stays in, 0 for none", Setting::notNegative),
    PERTURBATION_PENALTY("beta of the beta/2 |y|^2 that a perturbation y pays", Setting::notNegative),
    PERTURBATION_SPEED("step size of a perturbation in units of the learning rate", Setting::positive),
    NODES(
            "nodes that train models of their own, shared out among the workers; 0 for one per worker",
            Setting::wholeToAMillion),
    TOPOLOGY("complete, ring, left, exponential or none: whom a node may hear", Topology::isKey),
    NEIGHBOURS(
            "how many others a node hears in a round, by number, each (of the topology) or all; or how that changes,"
                    + " such as truncate(0.2,all,0.99)",
            Budget::isBudget),
    PULLS(
            "directed, or mutual: whether whom a node pulls from pulls from it, too, by weights that keep the mean",
            text -> oneOf(text, "directed", "mutual")),
    END_TOPOLOGY("whom a node hears in the rounds after training", Topology::isKey),
    END_ROUNDS("rounds at the end in which nodes mix and do not train", Setting::wholeToAMillion),
    START("alike or apart: whether all nodes start from the same weights", text -> oneOf(text, "alike", "apart")),
    CALIBRATION_BATCHES(
            "batches of each node from which BatchNorm's statistics of the merged model are estimated, at most 32; 0"
                    + " to take the mean of the nodes'",
            text -> whole(text) && within(text, 0, 32)),
    SYNC_EVERY("steps between two exchanges", text -> whole(text) && number(text) >= 1),
    OUTER_LEARNING_RATE("rate at which the mean difference is applied", Setting::positive),
    OUTER_MOMENTUM("momentum of the outer optimiser, DiLoCo's is Nesterov's, in [0, 1)", Setting::fraction),
    OUTER_OPTIMIZER(
            "nesterov, or one that adapts its rate to each element: fedadagrad, fedadam or fedyogi",
            text -> oneOf(text, "nesterov", "fedadagrad", "fedadam", "fedyogi")),
    OUTER_BETA2("decay of the second moment of fedadam and fedyogi, in [0, 1)", Setting::fraction),
    OUTER_TAU("degree of adaptivity of fedadagrad, fedadam and fedyogi, tau: added to the root", Setting::positive),
    OUTER_CLIP("largest absolute value of an element of the outer momentum, 0 for none", Setting::notNegative),
    STALENESS("rounds by which an average is late; 0 to wait for it", text -> oneOf(text, "0", "1")),
    STALENESS_PENALTY(
            "what a late difference is divided by: gap-aware, the more the further the model has moved since; constant; off"
                    + " for nothing",
            text -> oneOf(text, "gap-aware", "constant", "off")),
    GAP_PENALTY("divisor of the constant penalty, at least 1", text -> notNegative(text) && number(text) >= 1),
    PENALTY_PER_TENSOR("whether each tensor has a gap of its own, instead of all together", Setting::flag),
    FIRST_ROUND(
            "overlapped, where the first average is late as all others are, or blocking, where all wait for it",
            text -> oneOf(text, "overlapped", "blocking")),
    SHARDED_MOMENTUM(
            "whether each worker keeps a piece of the outer momentum, instead of each the whole; in groups, of its group's",
            Setting::flag),
    GROUP_SIZE(
            "workers of consecutive ranks, such as those of a machine, that average gradients at every step; only their"
                    + " groups talk seldom; 1 for none",
            text -> wholeToAMillion(text) && number(text) >= 1),
    ZERO(
            "what the members of a group share out: 0 nothing, 1 the optimiser's state, 2 the mean gradient as well",
            text -> oneOf(text, "0", "1", "2")),
    PULLBACK(
            "how far a worker is pulled towards the anchor, as a share of the way, in (0, 1)",
            text -> positive(text) && fraction(text)),
    FRAGMENTS(
            "parts of whole layers that are exchanged in turn, at most so many; 1 for all at once",
            text -> wholeToAMillion(text) && number(text) >= 1),
    FRAGMENT_PATTERN(
            "strided (layers i, i + Q, i + 2Q, ...) or sequential", text -> oneOf(text, "strided", "sequential")),
    OVERLAP("steps that are taken while an exchange is under way", Setting::wholeToAMillion),
    MIXING(
            "share of a worker's own parameters that stays when the merged ones come, in [0, 1]",
            text -> within(text, 0, 1));

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

    private static boolean oneOf(String text, String... values) {
        return List.of(values).contains(text);
    }

    private static boolean share(String text) {
        return positive(text) && number(text) <= 1;
    }

    private static boolean within(String text, double lowest, double highest) {
        return number(text) >= lowest && number(text) <= highest;
    }

    private static boolean whole(String text) {
        return text.matches("[0-9]{1,15}");
    }

    private static boolean wholeToAMillion(String text) {
        return whole(text) && number(text) <= 1_000_000;
    }

    private static boolean warmupShape(String text) {
        return text.equals("paper")
                || text.equals("geometric")
                || Arrays.stream(text.split("/", -1)).allMatch(density -> positive(density) && number(density) <= 1);
    }

    private static boolean codec(String text) {
        try {
            Codecs.parse(text);
            return true;
        } catch (GossamerException unknown) {
            return false;
        }
    }

    private static boolean pattern(String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException broken) {
            return false;
        }
    }

    private static boolean flag(String text) {
        return text.equals("true") || text.equals("false");
    }
}
