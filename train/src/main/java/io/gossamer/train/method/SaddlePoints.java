package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.ANCHOR;
import static io.gossamer.train.method.Setting.ANCHOR_BATCHES;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.OPERATOR_BATCHES;
import static io.gossamer.train.method.Setting.PARTICIPANTS;
import static io.gossamer.train.method.Setting.PERTURBATION_PENALTY;
import static io.gossamer.train.method.Setting.PERTURBATION_RADIUS;
import static io.gossamer.train.method.Setting.PERTURBATION_SPEED;
import static io.gossamer.train.method.Setting.PER_LAYER;
import static io.gossamer.train.method.Setting.REFRESH_PROBABILITY;
import static io.gossamer.train.method.Setting.SERVER_CODEC;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.SampledMean;
import io.gossamer.train.exchange.WholeVector;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.saddle.Anchor;
import io.gossamer.train.saddle.DescentAscent;
import io.gossamer.train.saddle.Masha;
import io.gossamer.train.saddle.MaxPlayer;
import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Methods for saddle points: MASHA1 and MASHA2, and what they are compared with. Source of all but extragradient:
 * Beznosikov et al., NeurIPS 2022, arXiv 2110.03313.
 */
record SaddlePoints(String name, String description, Kind kind, Map<Setting, String> own) implements Preset {
    private static final String AUTO = "auto";
    private static final String TOP = "topk(0.02)+f16";
    /** Enough elements that the bytes of a message's head do not count. */
    private static final long LARGE = 1 << 20;

    /** What a method says, and how. */
    enum Kind {
        EXTRAGRADIENT(true, false, Codec.class),
        COMPRESSED_EXTRAGRADIENT(true, false, Codec.class),
        DESCENT_ASCENT(false, false, Codec.class),
        DESCENT_ASCENT_WITH_FEEDBACK(false, true, ContractiveCodec.class),
        MASHA1(false, false, UnbiasedCodec.class),
        MASHA2(false, true, ContractiveCodec.class);

        private final boolean looksAhead;
        private final boolean feedback;
        private final Class<? extends Codec> codec;

        Kind(boolean looksAhead, boolean feedback, Class<? extends Codec> codec) {
            this.looksAhead = looksAhead;
            this.feedback = feedback;
            this.codec = codec;
        }

        boolean anchored() {
            return this == MASHA1 || this == MASHA2;
        }
    }

    static List<Preset> all() {
        Map<Setting, String> ball = Map.of(PERTURBATION_RADIUS, "4");
        return List.of(
                new SaddlePoints(
                        "masha1",
                        "MASHA1: unbiased codes of the operator's difference to an anchor",
                        Kind.MASHA1,
                        with(ball, coded("randk(0.05)+f32"))),
                new SaddlePoints(
                        "masha2",
                        "MASHA2: contractive codes of that difference, errors kept at both ends",
                        Kind.MASHA2,
                        with(Map.of(PERTURBATION_RADIUS, "0"), coded(TOP))),
                new SaddlePoints("extragradient", "extragradient, every operator sent whole", Kind.EXTRAGRADIENT, ball),
                new SaddlePoints(
                        "compressed-extragradient",
                        "extragradient on coded operators, without anchor or memory",
                        Kind.COMPRESSED_EXTRAGRADIENT,
                        with(ball, coded(TOP))),
                new SaddlePoints(
                        "compressed-gda",
                        "descent-ascent on coded operators, without memory",
                        Kind.DESCENT_ASCENT,
                        with(ball, coded(TOP))),
                new SaddlePoints(
                        "compressed-gda-ef",
                        "descent-ascent on coded operators, errors kept at both ends",
                        Kind.DESCENT_ASCENT_WITH_FEEDBACK,
                        with(ball, coded(TOP))));
    }

    private static Map<Setting, String> coded(String codec) {
        return Map.of(CODEC, codec, SERVER_CODEC, codec, PER_LAYER, "false");
    }

    private static Map<Setting, String> with(Map<Setting, String> some, Map<Setting, String> more) {
        Map<Setting, String> all = new EnumMap<>(some);
        all.putAll(more);
        return all;
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(LEARNING_RATE, "0.1");
        settings.put(LEARNING_RATE_WARMUP, "0");
        settings.put(LEARNING_RATE_DECAY, "constant");
        settings.put(OPERATOR_BATCHES, "1");
        settings.put(PERTURBATION_PENALTY, "0");
        settings.put(PERTURBATION_SPEED, "1");
        if (kind.anchored()) {
            settings.put(REFRESH_PROBABILITY, AUTO);
            settings.put(ANCHOR, "current");
            settings.put(ANCHOR_BATCHES, "8");
            settings.put(PARTICIPANTS, "0");
        }
        settings.putAll(own);
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                subject(settings),
                kind == Kind.EXTRAGRADIENT
                        ? site -> new AllReduceMean(site.group(), site.layout())
                        : coded(settings, codec(settings, CODEC), codec(settings, SERVER_CODEC)),
                Merge.gradients(new Sgd.Spec(0, false, 0), 0),
                Parts.learningRate(settings, totalSteps),
                kind.anchored() ? 1 : 0);
    }

    private Subject subject(Settings settings) {
        MaxPlayer player = new MaxPlayer(
                settings.number(PERTURBATION_RADIUS),
                settings.number(PERTURBATION_PENALTY),
                settings.number(PERTURBATION_SPEED));
        int batches = (int) settings.whole(OPERATOR_BATCHES);
        if (!kind.anchored()) {
            return new DescentAscent(player, batches, kind.looksAhead);
        }
        Anchor anchor = new Anchor(
                refreshProbability(settings),
                (int) settings.whole(ANCHOR_BATCHES),
                settings.text(ANCHOR).equals("previous"));
        return new Masha(player, anchor, batches, site -> participation(settings, site));
    }

    private Codec codec(Settings settings, Setting setting) {
        Codec codec = Codecs.parse(settings.text(setting));
        return codec instanceof Float32Codec ? codec : Parts.codec(settings.text(setting), kind.codec);
    }

    private Function<Site, Exchange> coded(Settings settings, Codec up, Codec down) {
        CodedMean.MemoryFactory memory = Parts.errorFeedback(kind.feedback);
        return site -> {
            Function<FlatLayout, Exchange> exchange = layout -> new SampledMean(
                    site.group(),
                    layout,
                    site.seed(),
                    participation(settings, site),
                    up,
                    memory,
                    Optional.of(down),
                    memory);
            return settings.flag(PER_LAYER) ? exchange.apply(site.layout()) : new WholeVector(site.layout(), exchange);
        };
    }

    private static NodeSample participation(Settings settings, Site site) {
        int nodes = site.group().size();
        int wanted = settings.has(PARTICIPANTS) ? (int) settings.whole(PARTICIPANTS) : 0;
        if (wanted > nodes) {
            throw new GossamerException(
                    wanted + " participants of " + nodes + " workers are not possible",
                    "Set participants to " + nodes + " or less, or to 0 for all.");
        }
        return wanted == 0 ? NodeSample.all(nodes) : new NodeSample(nodes, wanted, site.seed(), Purpose.PARTICIPATION);
    }

    /** So that refreshes cost as many bytes as the coded steps between them: the paper's choice of tau. */
    private double refreshProbability(Settings settings) {
        String text = settings.text(REFRESH_PROBABILITY);
        if (!text.equals(AUTO)) {
            return Double.parseDouble(text);
        }
        Codec down = codec(settings, SERVER_CODEC);
        double up = share(codec(settings, CODEC));
        return down instanceof Float32Codec ? up : (up + share(down)) / 2;
    }

    private static double share(Codec codec) {
        return Math.min(1, (double) codec.maxEncodedBytes(LARGE) / (LARGE * Float.BYTES));
    }
}
