package io.gossamer.generate.reproduce;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.generate.cluster.Partition;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.data.PlaneDensity;
import io.gossamer.generate.expert.Ensemble;
import io.gossamer.generate.expert.OracleRouter;
import io.gossamer.generate.expert.Router;
import io.gossamer.generate.expert.Routing;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.NoiseSchedule;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.generate.flow.TimeLaw;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.generate.learning.DecentralizedModel;
import io.gossamer.generate.learning.DecentralizedPlan;
import io.gossamer.generate.learning.Regimen;
import io.gossamer.generate.metric.EnergyDistance;
import io.gossamer.generate.network.NoisyMlp;
import io.gossamer.generate.sample.Sampler;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A density in the plane, where the exact posterior is known: quality, router, lost experts. In so few dimensions pure
 * noise says little of the cluster for long, and the likeliest one alone takes more than its share: all experts decide.
 */
final class PlaneStudy {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.LINEAR;
    private static final double RATIO = 1.1;
    private static final double DIVERGENCE = 0.02;
    private static final Sampler SAMPLER = new Sampler(Sampler.Solver.HEUN, 25, 1);

    private static final String MONOLITH = "monolith";
    private static final String TOP_1 = "top-1";
    private static final String FULL = "full";
    private static final String AVERAGE = "averaged parameters";
    private static final String ROUTER = "router KL";
    private static final String LOST = "one lost, to the rest";
    private static final String LOST_TO_ALL = "one lost, to all";

    private final Reproduction.Setting setting;
    private final PlaneDensity density;
    private final int clusters;
    private final int examples;
    private final int samples;
    private final Averages figures = new Averages();

    PlaneStudy(Reproduction.Setting setting, PlaneDensity density, int clusters) {
        this.setting = setting;
        this.density = density;
        this.clusters = clusters;
        this.examples = setting.quick() ? 2048 : 4096;
        this.samples = setting.quick() ? 1000 : 4000;
    }

    List<Claim> claims() {
        for (long seed : setting.seeds()) {
            measure(seed);
        }
        return List.of(quality(), routed(), averaged(), lost());
    }

    private DecentralizedPlan plan(long seed) {
        FlowMatching matching = new FlowMatching(SCHEDULE, TimeLaw.UNIFORM, Prediction.VELOCITY, 0);
        long steps = switch (setting.extent()) {
            case QUICK -> 600;
            case NORMAL -> 3000;
            case LONG -> 8000;
        };
        Regimen regimen = new Regimen(matching, steps, 64 * 8, 1e-3, 0.999);
        return new DecentralizedPlan(
                new NoisyMlp(2, 0, 3, 128, 2),
                outputs -> new NoisyMlp(2, 0, 2, 64, outputs),
                regimen,
                regimen.of(512, steps),
                seed,
                Optional.of(folder(seed, "clustered")));
    }

    private Path folder(long seed, String partition) {
        String study = "%s-%d-%d".formatted(density.name().toLowerCase(Locale.ROOT), clusters, seed);
        return setting.output().resolve(Path.of(study, partition));
    }

    private void measure(long seed) {
        say("seed %d, training %d experts".formatted(seed, clusters));
        DecentralizedPlan plan = plan(seed);
        ExampleArray data = density.generate(seed, 0, examples);
        Partition partition = Partition.twoStage(data.rows(), 128, clusters, seed);
        try (DecentralizedModel model = plan.decentralized(data, partition);
                OracleRouter oracle = new OracleRouter(data, partition.assignment(), clusters, SCHEDULE)) {
            ensembles(model, oracle, seed);
            figures.add(ROUTER, divergence(oracle, model.router(), seed));
            try (FlatTensors average = model.average()) {
                distance(AVERAGE, DecentralizedModel.field(plan, average), seed);
            }
            loseOne(model, data, partition, seed);
        }
        say("seed %d, training the monolith".formatted(seed));
        try (FlatTensors monolith = plan.monolith(data, clusters)) {
            distance(MONOLITH, DecentralizedModel.field(plan, monolith), seed);
        }
        if (!setting.quick()) {
            randomPartition(plan, data, seed);
        }
        figures.add(
                "fresh data",
                EnergyDistance.between(
                        heldOut(seed), density.generate(seed, 2, samples).rows()));
    }

    private void randomPartition(DecentralizedPlan plan, ExampleArray data, long seed) {
        say("seed %d, a partition at random".formatted(seed));
        Partition random = Partition.random(examples, clusters, seed);
        try (DecentralizedModel model = plan.keptIn(folder(seed, "random")).decentralized(data, random)) {
            distance("random partition, top-1", model.ensemble(new Routing.Top(1), seed), seed);
            distance("random partition, full", model.ensemble(new Routing.Full(), seed), seed);
        }
    }

    private void ensembles(DecentralizedModel model, OracleRouter oracle, long seed) {
        distance(TOP_1, model.ensemble(new Routing.Top(1), seed), seed);
        distance("top-2", model.ensemble(new Routing.Top(2), seed), seed);
        distance(FULL, model.ensemble(new Routing.Full(), seed), seed);
        distance("sampled", model.ensemble(new Routing.Sampled(), seed), seed);
        distance("threshold", model.ensemble(new Routing.Threshold(0.05f), seed), seed);
        distance("oracle router, full", model.ensemble(oracle, new Routing.Full(), seed), seed);
    }

    private void loseOne(DecentralizedModel model, ExampleArray data, Partition partition, long seed) {
        Ensemble ensemble = model.ensemble(new Routing.Full(), seed);
        ensemble.lose(0);
        double[][] drawn = draw(ensemble, seed);
        double[][] rest = new double[data.size() - partition.sizes()[0]][];
        double[][] rows = data.rows();
        int at = 0;
        for (int i = 0; i < rows.length; i++) {
            if (partition.assignment()[i] != 0) {
                rest[at++] = rows[i];
            }
        }
        figures.add(LOST, EnergyDistance.between(drawn, rest));
        figures.add(LOST_TO_ALL, EnergyDistance.between(drawn, rows));
    }

    private void distance(String name, VelocityField field, long seed) {
        figures.add(name, EnergyDistance.between(draw(field, seed), heldOut(seed)));
    }

    private double[][] draw(VelocityField field, long seed) {
        return SAMPLER.sample(field, 2, 0, new int[samples], seed).rows();
    }

    private double[][] heldOut(long seed) {
        return density.generate(seed, 1, samples).rows();
    }

    /** Mean KL(exact | router) of fresh noisy examples at uniform times. */
    private double divergence(Router exact, Router router, long seed) {
        int times = 50;
        int each = 200;
        ExampleArray fresh = density.generate(seed, 3, each);
        double sum = 0;
        for (int i = 0; i < times; i++) {
            double t = (i + 0.5) / times;
            try (var section = TensorSection.enter()) {
                Tensor clean = Tensor.create(fresh.values(), each, 2);
                Tensor noise = FlowMatching.noise(clean, RandomStream.of(seed, Purpose.DIFFUSION_NOISE, -1, i, 1));
                Tensor x = clean.mul(new Scalar(SCHEDULE.alpha(t))).add_(noise, new Scalar(SCHEDULE.sigma(t)));
                Tensor none = torch.zeros(each, 1);
                Tensor p = exact.weights(x, t, none).clamp_min(new Scalar(1e-12));
                Tensor q = router.weights(x, t, none).clamp_min(new Scalar(1e-12));
                sum += p.mul(p.log().sub(q.log())).sum().item_double() / each;
            }
        }
        return sum / times;
    }

    private Claim quality() {
        return new Claim(
                "Experts that never speak draw as well as one model of equal operations, " + label(),
                "better, FLOP for FLOP (abstract)",
                where(),
                figures.text(TOP_1, "top-2", FULL, "sampled", "threshold")
                        + String.format(Locale.ROOT, "; full / monolith %.3f", figures.ratio(FULL, MONOLITH)),
                figures.text(
                        MONOLITH,
                        "oracle router, full",
                        "random partition, top-1",
                        "random partition, full",
                        "fresh data"),
                "full at most " + RATIO + " of the monolith's energy distance",
                figures.ratio(FULL, MONOLITH) <= RATIO);
    }

    private Claim routed() {
        return new Claim(
                "The router learns the exact posterior of the cluster, " + label(),
                "no number",
                where() + "; mean over times and fresh noisy examples, in nats",
                figures.text(ROUTER),
                "0 for the exact posterior of the training data",
                "at most " + DIVERGENCE,
                figures.mean(ROUTER) <= DIVERGENCE);
    }

    private Claim averaged() {
        return new Claim(
                "The mean of the experts' parameters is no substitute, " + label(),
                "no number",
                where(),
                figures.text(AVERAGE),
                figures.text(FULL, TOP_1),
                "at least twice the full ensemble's energy distance",
                figures.ratio(AVERAGE, FULL) >= 2);
    }

    private Claim lost() {
        return new Claim(
                "Without one expert the others draw what is left of the data, " + label(),
                "no number",
                where() + "; weights of the rest renormalised",
                figures.text(LOST),
                figures.text(LOST_TO_ALL),
                "nearer to the other clusters' data than to all data",
                figures.mean(LOST) < figures.mean(LOST_TO_ALL));
    }

    private String label() {
        return density == PlaneDensity.PINWHEEL ? "pinwheel, K " + clusters : "eight Gaussians, K " + clusters;
    }

    private String where() {
        DecentralizedPlan plan = plan(0);
        return String.format(
                Locale.ROOT,
                "%,d points, MLP 3x128, %d experts of batch %d, %d steps, monolith of batch %d and %d steps (the router's"
                        + " share included), Heun in %d steps, energy distance of %d samples, seeds %s",
                examples,
                clusters,
                plan.regimen().batch() / clusters,
                plan.regimen().steps(),
                plan.regimen().batch(),
                plan.monolithSteps(clusters),
                SAMPLER.steps(),
                samples,
                setting.seeds());
    }

    private void say(String what) {
        setting.progress().accept(label() + ": " + what);
    }
}
