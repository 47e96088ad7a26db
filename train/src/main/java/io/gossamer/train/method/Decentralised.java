package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CALIBRATION_BATCHES;
import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.END_ROUNDS;
import static io.gossamer.train.method.Setting.END_TOPOLOGY;
import static io.gossamer.train.method.Setting.LEARNING_RATE;
import static io.gossamer.train.method.Setting.LEARNING_RATE_DECAY;
import static io.gossamer.train.method.Setting.LEARNING_RATE_WARMUP;
import static io.gossamer.train.method.Setting.LOCAL_STEPS;
import static io.gossamer.train.method.Setting.MOMENTUM;
import static io.gossamer.train.method.Setting.NEIGHBOURS;
import static io.gossamer.train.method.Setting.NODES;
import static io.gossamer.train.method.Setting.PULLS;
import static io.gossamer.train.method.Setting.START;
import static io.gossamer.train.method.Setting.TOPOLOGY;

import io.gossamer.codec.Codecs;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.decentralised.DecentralisedRounds;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.gossip.Budget;
import io.gossamer.train.gossip.GossipPlan;
import io.gossamer.train.gossip.Topology;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import java.util.List;
import java.util.Map;

/**
 * Methods without a server, whose nodes train models of their own; a step of the run is a round. Gossip is decentralised SGD
 * (Lian et al., NeurIPS 2017), on exponential graphs unless told otherwise (Ying et al., NeurIPS 2021). Single merging (arXiv
 * 2507.06542, ICLR 2026) hears one other in five rounds, drawn at random, and merges all models once, after the last.
 */
record Decentralised(String name, String description, String topology, String neighbours) implements Preset {
    static List<Preset> all() {
        return List.of(
                new Decentralised(
                        "gossip",
                        "Decentralised SGD: local steps, then the mean with the models of neighbours",
                        "exponential",
                        "each"),
                new Decentralised(
                        "single-merge",
                        "Single merging: local steps, a trickle of random gossip, and one merge of all at the end",
                        "complete",
                        "truncate(0.2,all,1)"));
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.plainDefaults(recipe, totalSteps);
        settings.put(LEARNING_RATE_WARMUP, "0");
        settings.put(LEARNING_RATE_DECAY, "constant");
        if (settings.containsKey(MOMENTUM)) {
            settings.put(MOMENTUM, "0");
            settings.put(LEARNING_RATE, "0.05");
        }
        settings.put(NODES, "0");
        settings.put(LOCAL_STEPS, "20");
        settings.put(TOPOLOGY, topology);
        settings.put(NEIGHBOURS, neighbours);
        settings.put(PULLS, "directed");
        settings.put(CODEC, "f32");
        settings.put(START, "alike");
        settings.put(CALIBRATION_BATCHES, "32");
        settings.put(END_ROUNDS, "0");
        settings.put(END_TOPOLOGY, "exponential");
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                new DecentralisedRounds(
                        Math.toIntExact(settings.whole(NODES)),
                        Math.toIntExact(settings.whole(LOCAL_STEPS)),
                        plan(settings, totalSteps - settings.whole(END_ROUNDS)),
                        Codecs.parse(settings.text(CODEC)),
                        Parts.optimizer(settings),
                        settings.number(CLIP),
                        settings.text(START).equals("alike"),
                        Math.toIntExact(settings.whole(CALIBRATION_BATCHES))),
                site -> new AllReduceMean(site.group(), site.layout()),
                Merge.differences(new Sgd.Spec(0, false, 0), 1),
                Parts.learningRate(settings, totalSteps),
                0);
    }

    private static GossipPlan.Factory plan(Settings settings, long rounds) {
        if (rounds < 1) {
            throw new GossamerException(
                    settings.whole(END_ROUNDS) + " rounds after training leave none to train in",
                    "Raise --steps, which counts all rounds, or lower end-rounds.");
        }
        Topology topology = Topology.of(settings.text(TOPOLOGY));
        Topology afterwards = Topology.of(settings.text(END_TOPOLOGY));
        String neighbours = settings.text(NEIGHBOURS);
        boolean mutual = settings.text(PULLS).equals("mutual");
        return (nodes, seed) -> new GossipPlan(
                nodes,
                topology,
                Budget.parse(neighbours, topology.degree(nodes), nodes - 1),
                rounds,
                afterwards,
                mutual,
                seed);
    }
}
