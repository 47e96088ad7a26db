package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.model.network.ModelName;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.saddle.UniversalAttack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Universal adversarial training: a network against one perturbation of all its inputs. Every method is tuned over the
 * same step sizes and judged by the accuracy under the worst perturbation that an independent attack finds.
 *
 * @param data what is trained on
 * @param model without the perturbation
 * @param rates step sizes that each method tries
 * @param speeds of the perturbation that each method tries; one that is slow is cancelled by the first layer's bias before it grows
 * @param unbiased how MASHA1 speaks
 * @param contractive how MASHA2 speaks
 * @param attack whose radius is also that of the ball
 */
record AdversarialTraining(
        Reproduction.Setting setting,
        TrainingData data,
        String model,
        long steps,
        int batch,
        double[] rates,
        double[] speeds,
        Speech unbiased,
        Speech contractive,
        UniversalAttack attack) {
    private static final double MARGIN = 1;
    private static final double SHARE = 0.25;
    private static final double GAIN = 3;

    /**
     * How a method of MASHA speaks so that it stays within the share of the bytes.
     *
     * @param codec both ways
     * @param perLayer whether each tensor is coded by itself; top-k over everything chooses more of the perturbation
     * @param refreshProbability the nearer the anchor, the more it helps; so what the codec leaves goes into refreshes
     */
    record Speech(String codec, boolean perLayer, String refreshProbability) {
        List<Override> overrides() {
            return List.of(
                    new Override("codec", codec),
                    new Override("server-codec", codec),
                    new Override("per-layer", Boolean.toString(perLayer)));
        }
    }

    /** Step sizes: the network's, and the perturbation's in units of it. */
    private record Pace(double rate, double speed) {
        @java.lang.Override
        public String toString() {
            return String.format(Locale.ROOT, "lr %s, speed %.0f", rate, speed);
        }
    }

    /** A method at its best step sizes: accuracies in percent, means over the seeds, and bytes that a worker sent. */
    private record Tuned(String label, Pace pace, double clean, double attacked, double bytes) {
        static final Tuned NEVER =
                new Tuned("diverges at every step size", new Pace(0, 0), 0, 0, Double.POSITIVE_INFINITY);

        @java.lang.Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%s %.2f %% (clean %.2f %%, %s, %.1f MB)", label, attacked, clean, pace, bytes / 1e6);
        }
    }

    /** MNIST, or the built-in digits, and a small MLP. */
    static AdversarialTraining images(Reproduction.Setting setting) {
        boolean quick = setting.quick();
        return new AdversarialTraining(
                setting,
                TrainingData.images(setting),
                "mlp:128",
                600,
                32,
                new double[] {0.1, 0.2},
                quick ? new double[] {10_000} : new double[] {3000, 10_000, 30_000},
                new Speech("u6(stochastic)", true, "0.28"),
                new Speech("topk(0.05)+f16", false, "0.4"),
                new UniversalAttack(6, 150, 3, 256));
    }

    /** Tiny Shakespeare, or the built-in text, and the small transformer. */
    static AdversarialTraining text(Reproduction.Setting setting) {
        return new AdversarialTraining(
                setting,
                TrainingData.text(setting),
                "gpt",
                300,
                8,
                new double[] {0.05, 0.1},
                new double[] {10_000},
                new Speech("u6(stochastic)", true, "0.27"),
                new Speech("topk(0.05)+f16", false, "0.4"),
                new UniversalAttack(2, 30, 1, 16));
    }

    List<Claim> claims() {
        Tuned plain = tuned("plainly trained", "extragradient", model, List.of(), speeds[0]);
        Tuned whole = tuned("extragradient", "extragradient", ball());
        return List.of(
                robust(plain, whole),
                claim("MASHA1", "masha1", unbiased, whole),
                claim("MASHA2", "masha2", contractive, whole));
    }

    private String perturbed() {
        return ModelName.parse(model).perturbed();
    }

    private List<Override> ball() {
        return List.of(new Override("perturbation-radius", Double.toString(attack.radius())));
    }

    private static List<Override> both(List<Override> some, List<Override> more) {
        List<Override> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** At the pair of step sizes under which it is most robust. */
    private Tuned tuned(String label, String method, List<Override> overrides) {
        return tuned(label, method, perturbed(), overrides, speeds);
    }

    private Tuned tuned(String label, String method, String model, List<Override> overrides, double... speeds) {
        return Arrays.stream(rates)
                .boxed()
                .flatMap(rate -> Arrays.stream(speeds).mapToObj(speed -> new Pace(rate, speed)))
                .map(pace -> trained(label, method, model, pace, overrides))
                .flatMap(Optional::stream)
                .max(Comparator.comparingDouble(Tuned::attacked))
                .orElse(Tuned.NEVER);
    }

    /** Nothing if it diverges. */
    private Optional<Tuned> trained(String label, String method, String model, Pace pace, List<Override> overrides) {
        Trials trials = new Trials(setting, data.task(), () -> data.job(model, steps, batch));
        Override[] all = both(
                        overrides,
                        List.of(
                                new Override("learning-rate", Double.toString(pace.rate)),
                                new Override("perturbation-speed", Double.toString(pace.speed)),
                                new Override("learning-rate-decay", "cosine"),
                                new Override("learning-rate-warmup", Long.toString(steps / 10))))
                .toArray(Override[]::new);
        return trials.attempt(label.replaceAll("[^A-Za-z0-9]+", "-") + "-" + pace.rate + "-" + pace.speed, method, all)
                .map(outcome -> judged(label, pace, outcome));
    }

    private Tuned judged(String label, Pace pace, Outcome outcome) {
        List<Robustness> judged = outcome.results().stream()
                .map(result -> Robustness.of(Path.of(result.checkpoint().path()), data.path(), attack))
                .toList();
        Tuned tuned = new Tuned(
                label,
                pace,
                judged.stream().mapToDouble(Robustness::cleanAccuracy).average().orElseThrow(),
                judged.stream()
                        .mapToDouble(Robustness::attackedAccuracy)
                        .average()
                        .orElseThrow(),
                outcome.bytes());
        setting.progress().accept(tuned.toString());
        return tuned;
    }

    private Claim robust(Tuned plain, Tuned robust) {
        return new Claim(
                "Training against a perturbation makes the network robust, " + model,
                "adversarial training (abstract, no number)",
                where(),
                robust.toString(),
                plain.toString(),
                "at least " + GAIN + " points more accuracy under attack",
                robust.attacked() - plain.attacked() >= GAIN);
    }

    private Claim claim(String name, String method, Speech speech, Tuned whole) {
        List<Override> compressed = both(ball(), speech.overrides());
        Override refreshes = new Override("refresh-probability", speech.refreshProbability);
        Tuned masha = tuned(name, method, both(compressed, List.of(refreshes)));
        List<Tuned> others = others(speech, compressed, whole.pace);
        return new Claim(
                name + " is as robust as extragradient for a fraction of the bytes, " + model,
                "adversarial training (abstract, no number)",
                where() + ", " + speech.codec + " both ways, refreshes with probability " + speech.refreshProbability
                        + " included",
                String.format(Locale.ROOT, "%s: %.1f %% of the bytes", masha, 100 * masha.bytes() / whole.bytes()),
                whole + "; "
                        + String.join("; ", others.stream().map(Tuned::toString).toList()),
                "at most " + MARGIN + " point less accuracy under attack at no more than " + 100 * SHARE
                        + " % of the bytes",
                whole.attacked() - masha.attacked() <= MARGIN && masha.bytes() <= SHARE * whole.bytes());
    }

    /** What stands beside it, at the step sizes that serve the uncompressed method best. */
    private List<Tuned> others(Speech speech, List<Override> compressed, Pace pace) {
        Map<String, String> methods = new LinkedHashMap<>();
        methods.put("compressed descent-ascent " + speech.codec, "compressed-gda");
        if (!setting.quick()) {
            methods.put("compressed extragradient " + speech.codec, "compressed-extragradient");
            if (speech.equals(contractive)) {
                methods.put("compressed descent-ascent with feedback", "compressed-gda-ef");
            }
        }
        return methods.entrySet().stream()
                .map(other -> trained(other.getKey(), other.getValue(), perturbed(), pace, compressed)
                        .orElse(Tuned.NEVER))
                .toList();
    }

    private String where() {
        return String.format(
                Locale.ROOT,
                "%s, 4 workers of batch %d, %d steps, best of step sizes %s (what stands beside: at those of"
                        + " extragradient); accuracy under the worst shared perturbation of"
                        + " L2 norm %.1f found by an independent attack, which is also the ball in training (for MASHA2 outside its"
                        + " theory); speeds %s; seeds %s",
                data.label(),
                batch,
                steps,
                Arrays.toString(rates),
                attack.radius(),
                Arrays.toString(speeds),
                setting.seeds());
    }
}
