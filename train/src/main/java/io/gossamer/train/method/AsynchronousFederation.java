package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.BUFFER;
import static io.gossamer.train.method.Setting.CLIENTS;
import static io.gossamer.train.method.Setting.CLIENT_DROPOUT;
import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.CONTRIBUTION;
import static io.gossamer.train.method.Setting.GLOBAL_LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.LOCAL_STEPS;
import static io.gossamer.train.method.Setting.MOMENTUM;
import static io.gossamer.train.method.Setting.PARTICIPANTS;
import static io.gossamer.train.method.Setting.SPEED_GAP;
import static io.gossamer.train.method.Setting.SPEED_NOISE;
import static io.gossamer.train.method.Setting.STALENESS_DISCOUNT;
import static io.gossamer.train.method.Setting.WEIGHTS;
import static io.gossamer.train.method.Setting.WINDOW;

import io.gossamer.codec.Codecs;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.ClientTimes;
import io.gossamer.train.arrival.Schedule;
import io.gossamer.train.arrival.Weighing;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.federated.AsynchronousAveraging;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Federated methods of clients that differ in speed: an aggregation is a step of the run, and time is virtual. */
record AsynchronousFederation(
        String name, String description, Map<Setting, String> own, Function<Settings, Schedule> schedule)
        implements Preset {
    static List<Preset> all() {
        return List.of(
                // Fraboni et al., JMLR 2023, arXiv 2206.10189.
                new AsynchronousFederation(
                        "fedfix",
                        "FedFix: the server aggregates at fixed intervals what has arrived, each by its client's rate",
                        Map.of(WINDOW, "0.5"),
                        settings -> new Schedule.Ticks(settings.number(WINDOW))),
                // Nguyen et al., AISTATS 2022, arXiv 2106.06639; with weights of arXiv 2206.10189.
                new AsynchronousFederation(
                        "fedbuff",
                        "FedBuff: the server aggregates as soon as so many contributions have arrived",
                        Map.of(BUFFER, "2"),
                        settings -> new Schedule.FirstArrivals(Math.toIntExact(settings.whole(BUFFER)))),
                // Xie et al., arXiv 1903.03934; with weights of arXiv 2206.10189.
                new AsynchronousFederation(
                        "fedasync",
                        "asynchronous FedAvg: the server takes each contribution as it arrives",
                        Map.of(),
                        settings -> new Schedule.FirstArrivals(1)));
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(LEARNING_RATE, "0.01");
        settings.put(LEARNING_RATE_WARMUP, "0");
        settings.put(LEARNING_RATE_DECAY, "constant");
        settings.put(MOMENTUM, "0.9");
        settings.put(CLIP, "10000");
        settings.put(CODEC, "f32");
        settings.put(CLIENTS, "0");
        settings.put(PARTICIPANTS, "0");
        settings.put(LOCAL_STEPS, "10");
        settings.put(GLOBAL_LEARNING_RATE, "1");
        settings.put(SPEED_GAP, "80");
        settings.put(SPEED_NOISE, "0");
        settings.put(WEIGHTS, "unbiased");
        settings.put(STALENESS_DISCOUNT, "0");
        settings.put(CONTRIBUTION, "received");
        settings.put(CLIENT_DROPOUT, "0");
        settings.putAll(own);
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                new AsynchronousAveraging(
                        Math.toIntExact(settings.whole(CLIENTS)),
                        Math.toIntExact(settings.whole(LOCAL_STEPS)),
                        new Sgd.Spec(settings.number(MOMENTUM), false, 0),
                        settings.number(CLIP),
                        Codecs.parse(settings.text(CODEC)),
                        AsynchronousAveraging.Reference.valueOf(upper(settings.text(CONTRIBUTION))),
                        (clients, seed) -> plan(settings, clients, seed)),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(new Sgd.Spec(0, false, 0), settings.number(GLOBAL_LEARNING_RATE)),
                Parts.learningRate(settings, totalSteps),
                0);
    }

    private ArrivalPlan plan(Settings settings, int clients, long seed) {
        int participants = Math.toIntExact(settings.whole(PARTICIPANTS));
        return new ArrivalPlan(
                ClientTimes.profile(clients, settings.number(SPEED_GAP)).noisy(settings.number(SPEED_NOISE), seed),
                schedule.apply(settings),
                Weighing.valueOf(upper(settings.text(WEIGHTS))),
                participants == 0 ? clients : participants,
                settings.number(CLIENT_DROPOUT),
                settings.number(STALENESS_DISCOUNT),
                seed);
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
