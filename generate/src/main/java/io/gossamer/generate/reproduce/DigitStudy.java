package io.gossamer.generate.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.generate.cluster.Partition;
import io.gossamer.generate.cluster.PrincipalComponents;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.expert.Ensemble;
import io.gossamer.generate.expert.Guided;
import io.gossamer.generate.expert.OracleRouter;
import io.gossamer.generate.expert.Routing;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.NoiseSchedule;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.generate.flow.TimeLaw;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.generate.learning.DecentralizedModel;
import io.gossamer.generate.learning.DecentralizedPlan;
import io.gossamer.generate.learning.Regimen;
import io.gossamer.generate.metric.FeatureClassifier;
import io.gossamer.generate.metric.FrechetDistance;
import io.gossamer.generate.metric.Moments;
import io.gossamer.generate.network.ModulatedMlp;
import io.gossamer.generate.sample.Sampler;
import io.gossamer.model.flat.FlatTensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Images of digits, with their classes as conditions. */
final class DigitStudy {
    private static final int CLUSTERS = 5;
    private static final int COMPONENTS = 50;
    private static final double RATIO = 1.1;
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.LINEAR;
    private static final Sampler SAMPLER = new Sampler(Sampler.Solver.EULER, 50, 1);
    private static final double GUIDANCE = 2;

    private static final String MONOLITH = "monolith";
    private static final String TOP_1 = "top-1";
    private static final String RANDOM = "random partition, top-1";
    private static final String STUDENT = "student";
    private static final String HANDOVERS = "times that top-1 hands a sample on to another expert";
    private static final String CLASSIFIER = "accuracy of the features' classifier";

    private final Reproduction.Setting setting;
    private final DigitData data;
    private final Averages figures = new Averages();
    private long assignmentBytes;
    private long routerBytes;
    private long servedBytes;

    DigitStudy(Reproduction.Setting setting) {
        this.setting = setting;
        this.data = DigitData.open(setting);
    }

    List<Claim> claims() {
        for (long seed : setting.seeds()) {
            try (FeatureClassifier features =
                    FeatureClassifier.train(data.training(), setting.quick() ? 400 : 2000, seed)) {
                figures.add(CLASSIFIER, features.accuracy(data.test()));
                new Run(seed, plan(seed), features, features.moments(data.test())).measure();
            }
        }
        Claim exchanged = exchanged();
        return setting.quick()
                ? List.of(quality(), random(), exchanged)
                : List.of(quality(), random(), distilled(), exchanged);
    }

    private DecentralizedPlan plan(long seed) {
        int pixels = data.training().dimension();
        int classes = data.training().classes();
        FlowMatching matching = new FlowMatching(SCHEDULE, TimeLaw.LOGIT_NORMAL, Prediction.VELOCITY, 0.1);
        FlowMatching uniform = new FlowMatching(SCHEDULE, TimeLaw.UNIFORM, Prediction.VELOCITY, 0.1);
        long steps = setting.quick() ? 150 : 1500;
        return new DecentralizedPlan(
                new ModulatedMlp(pixels, classes, 3, 320, pixels),
                outputs -> new ModulatedMlp(pixels, classes, 1, 128, outputs),
                new Regimen(matching, steps, 64 * CLUSTERS, 1e-3, 0.999),
                new Regimen(uniform, steps, 128, 1e-3, 0.999),
                seed,
                Optional.of(folder(seed, "clustered")));
    }

    private Path folder(long seed, String partition) {
        return setting.output().resolve(Path.of("digits-" + seed, partition));
    }

    /** All that is measured with one seed. */
    private final class Run {
        private final long seed;
        private final DecentralizedPlan plan;
        private final FeatureClassifier features;
        private final Moments real;

        Run(long seed, DecentralizedPlan plan, FeatureClassifier features, Moments real) {
            this.seed = seed;
            this.plan = plan;
            this.features = features;
            this.real = real;
        }

        void measure() {
            ExampleArray examples = data.training();
            say("training %d experts".formatted(CLUSTERS));
            Partition partition = Partition.twoStage(
                    PrincipalComponents.codes(examples.rows(), COMPONENTS), setting.quick() ? 64 : 256, CLUSTERS, seed);
            figures.add("largest / smallest cluster", partition.imbalance());
            assignmentBytes = partition.bytes();
            try (DecentralizedModel model = plan.decentralized(examples, partition)) {
                routerBytes = model.routerBytes();
                ensembles(model, partition);
                if (!setting.quick()) {
                    say("training a student");
                    network(
                            STUDENT,
                            plan.student(
                                    examples, partition, model, plan.regimen().steps() / 2));
                }
            }
            say("training the monolith");
            network(MONOLITH, plan.monolith(examples, CLUSTERS));
            others(examples);
        }

        private void ensembles(DecentralizedModel model, Partition partition) {
            say("sampling");
            Ensemble top = model.ensemble(new Routing.Top(1), seed);
            distance(TOP_1, top);
            servedBytes = top.bytes() / data.test().size();
            figures.add(HANDOVERS, (double) top.handovers() / data.test().size());
            distance("top-2", model.ensemble(new Routing.Top(2), seed));
            distance("full", model.ensemble(new Routing.Full(), seed));
            distance("sampled", model.ensemble(new Routing.Sampled(), seed));
            distance("threshold", model.ensemble(new Routing.Threshold(0.05f), seed));
            Ensemble lost = model.ensemble(new Routing.Top(1), seed);
            lost.lose(0);
            distance("one expert lost", lost);
            try (OracleRouter oracle = new OracleRouter(data.training(), partition.assignment(), CLUSTERS, SCHEDULE)) {
                distance("oracle router, top-1", model.ensemble(oracle, new Routing.Top(1), seed));
            }
            network("averaged parameters", model.average());
            picture("ensemble", model.guided(data.training().classes(), GUIDANCE, new Routing.Top(1), seed));
        }

        private void others(ExampleArray examples) {
            say("a partition at random");
            try (DecentralizedModel model = plan.keptIn(folder(seed, "random"))
                    .decentralized(examples, Partition.random(examples.size(), CLUSTERS, seed))) {
                distance(RANDOM, model.ensemble(new Routing.Top(1), seed));
            }
            if (!setting.quick()) {
                say("an expert for each class");
                try (DecentralizedModel model =
                        plan.keptIn(folder(seed, "by-class")).decentralized(examples, Partition.byClass(examples))) {
                    distance("per-class experts, top-1", model.ensemble(new Routing.Top(1), seed));
                }
            }
        }

        private void network(String name, FlatTensors parameters) {
            try (parameters) {
                VelocityField field = DecentralizedModel.field(plan, parameters);
                distance(name, field);
                if (name.equals(MONOLITH)) {
                    picture(name, new Guided(field, data.training().classes(), GUIDANCE));
                }
            }
        }

        private void distance(String name, VelocityField field) {
            int[] conditions = IntStream.range(0, data.test().size())
                    .map(data.test()::label)
                    .toArray();
            figures.add(name, FrechetDistance.between(features.moments(draw(field, conditions)), real));
        }

        private void picture(String name, VelocityField field) {
            int classes = data.training().classes();
            int[] conditions =
                    IntStream.range(0, 10 * classes).map(i -> i % classes).toArray();
            ImageGrid.write(
                    setting.output().resolve("%s-%d.png".formatted(name, seed)),
                    draw(field, conditions),
                    data.scale(),
                    classes);
        }

        private ExampleArray draw(VelocityField field, int[] conditions) {
            return SAMPLER.sample(
                    field, data.training().dimension(), data.training().classes(), conditions, seed);
        }

        private void say(String what) {
            setting.progress().accept("digits: seed " + seed + ", " + what);
        }
    }

    private Claim quality() {
        return new Claim(
                "Experts that never speak draw images as well as one model of equal operations",
                "better, FLOP for FLOP (abstract); top-1 close to or better than all (remembered)",
                where(),
                figures.text(TOP_1, "top-2", "full", "sampled", "threshold", "one expert lost", HANDOVERS)
                        + String.format(Locale.ROOT, "; top-1 / monolith %.3f", figures.ratio(TOP_1, MONOLITH)),
                figures.text(
                        MONOLITH,
                        "oracle router, top-1",
                        "per-class experts, top-1",
                        "averaged parameters",
                        CLASSIFIER,
                        "largest / smallest cluster"),
                "top-1 at most " + RATIO + " of the monolith's Fréchet distance",
                figures.ratio(TOP_1, MONOLITH) <= RATIO);
    }

    private Claim random() {
        double ratio = figures.ratio(RANDOM, MONOLITH);
        return new Claim(
                "Clusters without meaning lose nothing and gain nothing",
                "no number",
                where(),
                figures.text(RANDOM) + String.format(Locale.ROOT, "; / monolith %.3f", ratio),
                figures.text(MONOLITH, TOP_1),
                "0.8 to 1.25 of the monolith's Fréchet distance",
                ratio >= 0.8 && ratio <= 1.25);
    }

    private Claim distilled() {
        return new Claim(
                "All experts fit into one dense student",
                "no number",
                where()
                        + "; the student takes half as many steps, with the expert of each example's cluster as teacher",
                figures.text(STUDENT),
                figures.text(TOP_1, MONOLITH),
                "at most 1.25 of top-1's Fréchet distance",
                figures.ratio(STUDENT, TOP_1) <= 1.25);
    }

    private Claim exchanged() {
        DecentralizedPlan plan = plan(0);
        long parameters = DecentralizedPlan.elements(plan.architecture());
        double dense =
                2.0 * (CLUSTERS - 1) * parameters * Float.BYTES * plan.regimen().steps();
        long exchanged = assignmentBytes + CLUSTERS * routerBytes;
        return new Claim(
                "Training exchanges nothing but the assignment and the router",
                "no gradient crosses a machine",
                where() + "; a router is sent to each expert's machine, which holds its own data",
                String.format(
                        Locale.ROOT,
                        "%,d bytes of assignment, %d routers of %,d bytes; %,d bytes for each sample of top-1 served from"
                                + " other machines",
                        assignmentBytes,
                        CLUSTERS,
                        routerBytes,
                        servedBytes),
                String.format(
                        Locale.ROOT,
                        "%.3g bytes for a dense all-reduce of float32 gradients of %,d parameters",
                        dense,
                        parameters),
                "at most a thousandth",
                exchanged * 1000.0 <= dense);
    }

    private String where() {
        DecentralizedPlan plan = plan(0);
        return String.format(
                Locale.ROOT,
                "%,d images of %s, 14x14, residual MLP, %d experts of batch %d, %d steps, monolith of batch %d and %d steps"
                        + " (the router's share included), Euler in %d steps, Fréchet distance of %,d samples, seeds %s",
                data.training().size(),
                data.label(),
                CLUSTERS,
                plan.regimen().batch() / CLUSTERS,
                plan.regimen().steps(),
                plan.regimen().batch(),
                plan.monolithSteps(CLUSTERS),
                SAMPLER.steps(),
                data.test().size(),
                setting.seeds());
    }
}
