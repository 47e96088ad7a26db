package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.merge.Segment;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Sixteen nodes on two workers, and what their models and their merge come to. */
final class MergedNodes {
    /** What nodes train. */
    enum Model {
        MLP("", "mlp:100", "MLP 784-100-10"),
        CNN("cnn-", "lenet", "LeNet-5");

        private final String prefix;
        private final String job;
        private final String label;

        Model(String prefix, String job, String label) {
            this.prefix = prefix;
            this.job = job;
            this.label = label;
        }
    }

    private static final int NODES = 16;
    private static final int LOCAL_STEPS = 20;
    private static final int BATCH = 32;
    private static final int EXAMPLES = 8000;
    private static final int ROUNDS = 60;
    private static final int EVALUATIONS = 6;
    private static final String RATE = "0.05";

    private final Reproduction.Setting setting;
    private final TrainingData data;
    private final Model model;
    private final String alpha;
    private final Trials trials;

    /** @param alpha of the Dirichlet distribution that the nodes' class mixtures are drawn from */
    MergedNodes(Reproduction.Setting setting, Model model, String alpha) {
        this.setting = setting;
        this.data = TrainingData.images(setting);
        this.model = model;
        this.alpha = alpha;
        this.trials = new Trials(setting, model.prefix + "nodes-" + alpha, this::job);
    }

    private JobBuilder job() {
        return data.job(model.job, ROUNDS, BATCH)
                .workers(2)
                .examples(EXAMPLES)
                .sharding("dirichlet(" + alpha + ")")
                .evaluateEvery(ROUNDS / EVALUATIONS);
    }

    String where() {
        return String.format(
                Locale.ROOT,
                "%s on %d images of %s, %d nodes, Dirichlet alpha %s, %d rounds of %d steps of batch %d,"
                        + " lr %s, seeds %s",
                model.label,
                EXAMPLES,
                data.label(),
                NODES,
                alpha,
                ROUNDS,
                LOCAL_STEPS,
                BATCH,
                RATE,
                setting.seeds());
    }

    /** All neighbours of a topology, or as many as the budget says, and no merge but what that amounts to. */
    Variant gossip(String label, String topology, String neighbours) {
        return train(label, "gossip", new Override("topology", topology), new Override("neighbours", neighbours));
    }

    /** Nodes that start from weights of their own and never talk. */
    Variant apart() {
        return train(
                "apart",
                "gossip",
                new Override("topology", "complete"),
                new Override("neighbours", "0"),
                new Override("start", "apart"));
    }

    Variant train(String label, String method, Override... overrides) {
        Stream<Override> shared = Stream.of(
                new Override("nodes", Integer.toString(NODES)),
                new Override("local-steps", Integer.toString(LOCAL_STEPS)),
                new Override("learning-rate", RATE),
                new Override("clip", "0"));
        Outcome outcome = trials.run(
                label, method, Stream.concat(shared, Stream.of(overrides)).toArray(Override[]::new));
        return new Variant(outcome, method);
    }

    /** Accuracy in percent of mini-batch SGD on as large a batch as all nodes' together, after each sixth of as many steps. */
    List<Double> parallel() {
        long steps = (long) ROUNDS * LOCAL_STEPS;
        String label = "allreduce";
        Trials large = new Trials(
                setting,
                "parallel",
                () -> data.job(model.job, steps, BATCH * NODES)
                        .workers(1)
                        .examples(EXAMPLES)
                        .evaluateEvery(steps / EVALUATIONS));
        large.run(
                label,
                label,
                new Override("learning-rate", RATE),
                new Override("learning-rate-warmup", "0"),
                new Override("learning-rate-decay", "constant"),
                new Override("momentum", "0"),
                new Override("clip", "0"));
        return Figures.meanAlong(setting.seeds().stream()
                .map(seed -> large.events(label, label, seed).stream()
                        .filter(Event.Evaluation.class::isInstance)
                        .map(Event.Evaluation.class::cast)
                        .filter(evaluation -> evaluation.step() > 0)
                        .map(evaluation -> 100 * evaluation.accuracy())
                        .toList())
                .toList());
    }

    /** The first node alone, mean over the seeds. */
    OneNodeAverage oneNode() {
        return OneNodeAverage.mean(setting.seeds().stream()
                .map(seed -> OneNodeAverage.train(
                        data, job().methods("gossip").seed(seed).build(), NODES, LOCAL_STEPS, Double.parseDouble(RATE)))
                .toList());
    }

    /** The way between the models of the first two nodes. */
    Midway midway(Variant variant) {
        List<Segment> segments = setting.seeds().stream()
                .map(seed -> NodeModels.between(
                        trials.checkpoint(variant.outcome.label(), variant.method, seed),
                        data,
                        job().methods(variant.method).seed(seed).build()))
                .toList();
        return new Midway(Figures.mean(segments, Segment::middle), Figures.mean(segments, Segment::ends));
    }

    /**
     * Losses on the test data, means over the seeds.
     *
     * @param loss of the mean of two models
     * @param ends mean of the two models' own
     */
    record Midway(double loss, double ends) {
        String text() {
            return String.format(Locale.ROOT, "%.3f midway, %.3f at the ends", loss, ends);
        }
    }

    /**
     * What became of a variant; accuracies in percent, means over the seeds.
     *
     * @param method its preset
     */
    record Variant(Outcome outcome, String method) {
        private static final String MERGED = "mergedAccuracy";
        private static final String LOCAL = "localAccuracy";
        private static final String CONSENSUS = "consensusError";

        /** Of the merge of all models after the last round. */
        double merged() {
            return 100 * last(MERGED);
        }

        /** Mean of the models after the last round. */
        double local() {
            return 100 * last(LOCAL);
        }

        double gain() {
            return merged() - local();
        }

        private double last(String figure) {
            return along(figure).getLast();
        }

        /** A figure at each evaluation. */
        private List<Double> along(String figure) {
            List<Event.Noted> notes = outcome.notes().stream()
                    .filter(note -> note.figures().containsKey(figure))
                    .toList();
            List<Double> along = new ArrayList<>();
            for (long step : notes.stream()
                    .mapToLong(Event.Noted::step)
                    .sorted()
                    .distinct()
                    .toArray()) {
                along.add(notes.stream()
                        .filter(note -> note.step() == step)
                        .mapToDouble(note -> note.figures().get(figure))
                        .average()
                        .orElseThrow());
            }
            return along;
        }

        /** Merged minus mean local accuracy in points, at each evaluation; the first before any training. */
        List<Double> gains() {
            List<Double> merged = along(MERGED);
            List<Double> local = along(LOCAL);
            List<Double> gains = new ArrayList<>();
            for (int i = 0; i < merged.size(); i++) {
                gains.add(100 * (merged.get(i) - local.get(i)));
            }
            return gains;
        }

        /** Of the merge of all models in percent, after each sixth of the rounds. */
        List<Double> mergedAlong() {
            return along(MERGED).stream().skip(1).map(share -> 100 * share).toList();
        }

        String gainsText() {
            return text("%.1f", gains());
        }

        String consensusText() {
            return text("%.2f", along(CONSENSUS));
        }

        private static String text(String format, List<Double> along) {
            return String.join(
                    ", ",
                    along.stream()
                            .skip(1)
                            .map(value -> String.format(Locale.ROOT, format, value))
                            .toList());
        }

        String text() {
            return String.format(Locale.ROOT, "mean local %.2f %%, merged %.2f %%", local(), merged());
        }

        String textWithBytes() {
            return String.format(Locale.ROOT, "%s, %.1f MB", text(), bytes() / 1e6);
        }

        /** What all nodes said, whether to a node of another worker or of the same. */
        double bytes() {
            return outcome.mean(result ->
                    result.clients().map(MethodResult.Clients::up).orElseThrow().total());
        }
    }
}
