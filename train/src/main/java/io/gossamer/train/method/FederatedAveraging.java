package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIENTS;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.CONTROL_WEIGHT;
import static io.gossamer.train.method.Setting.GLOBAL_LEARNING_RATE;
import static io.gossamer.train.method.Setting.GRADIENT_AVERAGING;
import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.LOCAL_STEPS;
import static io.gossamer.train.method.Setting.PARTICIPANTS;
import static io.gossamer.train.method.Setting.PER_LAYER;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.federated.ClientErrorFeedback;
import io.gossamer.train.federated.FederatedRounds;
import io.gossamer.train.federated.FederatedRule;
import io.gossamer.train.federated.GradientTracking;
import io.gossamer.train.federated.PlainAverage;
import io.gossamer.train.federated.Scafcom;
import io.gossamer.train.federated.Scallion;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Federated methods: a round is a step of the run. What is its own about each of them is the kind of codec its theory needs
 * and its rule.
 */
record FederatedAveraging(
        String name,
        String description,
        Map<Setting, String> own,
        Function<Settings, Codec> codec,
        BiFunction<Settings, Codec, FederatedRule.Factory> rule)
        implements Preset {
    private static final String RATE = "0.1";

    static List<Preset> all() {
        return List.of(
                // McMahan et al., AISTATS 2017.
                new FederatedAveraging(
                        "fedavg",
                        "FedAvg: local steps of a sample of clients, then the mean; with a codec, of coded changes",
                        Map.of(CODEC, "f32"),
                        settings -> Codecs.parse(settings.text(CODEC)),
                        (settings, any) -> (layout, residents) -> new PlainAverage()),
                // Reisizadeh et al., AISTATS 2020.
                new FederatedAveraging(
                        "fedpaq",
                        "FedPAQ: FedAvg whose changes are quantised without bias",
                        Map.of(CODEC, "qsgd(7)"),
                        Parts::unbiased,
                        (settings, unbiased) -> (layout, residents) -> new PlainAverage()),
                // Li and Li, ICML 2023.
                new FederatedAveraging(
                        "fed-ef",
                        "Fed-EF: FedAvg through a contractive codec with error feedback at the clients",
                        Map.of(CODEC, "topk(0.02)+f16"),
                        Parts::contractive,
                        (settings, contractive) -> ClientErrorFeedback::new),
                // Haddadpour et al., AISTATS 2021.
                new FederatedAveraging(
                        "fedcomgate",
                        "FedCOMGATE: quantised changes and gradient tracking",
                        Map.of(CODEC, "qsgd(7)"),
                        Parts::unbiased,
                        (settings, unbiased) -> GradientTracking::new),
                // Karimireddy et al., ICML 2020.
                new FederatedAveraging(
                        "scaffold",
                        "SCAFFOLD: local steps corrected by control variates, one vector up",
                        Map.of(),
                        settings -> new Float32Codec(),
                        (settings, identity) -> (layout, residents) -> new Scallion(layout, residents, 1)),
                // Huang, Li and Li, ICLR 2024, arXiv 2308.08165.
                new FederatedAveraging(
                        "scallion",
                        "SCALLION: SCAFFOLD's one vector, scaled, through an unbiased codec",
                        Map.of(CODEC, "qsgd(7)", CONTROL_WEIGHT, "auto"),
                        Parts::unbiased,
                        (settings, unbiased) -> (layout, residents) ->
                                new Scallion(layout, residents, controlWeight(settings, unbiased, layout))),
                // Huang, Li and Li, ICLR 2024, arXiv 2308.08165.
                new FederatedAveraging(
                        "scafcom",
                        "SCAFCOM: SCAFFOLD with averaged gradients through a contractive codec",
                        Map.of(CODEC, "topk(0.02)+f16", GRADIENT_AVERAGING, "1"),
                        Parts::contractive,
                        (settings, contractive) -> (layout, residents) ->
                                new Scafcom(layout, residents, settings.number(GRADIENT_AVERAGING))));
    }

    /** 1 / (1 + omega) of the codec on the largest vector, unless it is set. */
    private static double controlWeight(Settings settings, Codec codec, FlatLayout said) {
        if (!settings.text(CONTROL_WEIGHT).equals("auto")) {
            return settings.number(CONTROL_WEIGHT);
        }
        long largest =
                said.entries().stream().mapToLong(FlatLayout.Entry::count).max().orElse(0);
        return 1 / (1 + ((UnbiasedCodec) codec).omega(largest));
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(LEARNING_RATE, RATE);
        settings.put(LEARNING_RATE_WARMUP, "0");
        settings.put(LEARNING_RATE_DECAY, "constant");
        settings.put(CLIENTS, "0");
        settings.put(PARTICIPANTS, "0");
        settings.put(LOCAL_STEPS, "10");
        settings.put(GLOBAL_LEARNING_RATE, "1");
        settings.put(PER_LAYER, "false");
        settings.putAll(own);
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        Codec coded = codec.apply(settings);
        return new Strategy(
                TalkSchedule.everyStep(),
                new FederatedRounds(
                        Math.toIntExact(settings.whole(CLIENTS)),
                        Math.toIntExact(settings.whole(PARTICIPANTS)),
                        Math.toIntExact(settings.whole(LOCAL_STEPS)),
                        coded,
                        settings.flag(PER_LAYER),
                        rule.apply(settings, coded)),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(new Sgd.Spec(0, false, 0), settings.number(GLOBAL_LEARNING_RATE)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}
