package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * SCALLION, SCAFCOM and what they are compared with, as real processes: a small MLP on images of which each of a hundred
 * clients sees two labels. Every method is tuned over the same local rates; figures are means of the evaluations in the
 * last sixth of the rounds. {@code quick} takes one rate, fewer rounds and fewer methods.
 */
final class FederatedImages {
    private static final int CLIENTS = 100;
    private static final int PARTICIPANTS = 10;
    private static final int LOCAL_STEPS = 10;
    private static final int BATCH = 32;
    private static final double BEHIND_SCAFFOLD = 2.5;
    private static final double ABOVE_FEEDBACK = 3;
    private static final double UPLINK_SHARE = 0.03;
    private static final double BEHIND_BEST = 1;
    private static final List<String> RATES = List.of("0.025", "0.05", "0.1", "0.2");
    private static final List<String> QUICK_RATES = List.of("0.1");
    /** Takes about as many bytes as the largest 2 % do. */
    private static final Override FEW_LEVELS = new Override("codec", "qsgd(1,256)");

    private static final Override MORE_LEVELS = new Override("codec", "qsgd(7)");

    private final Reproduction.Setting setting;
    private final TrainingData data;
    private final long rounds;
    private final Trials trials;

    FederatedImages(Reproduction.Setting setting) {
        this.setting = setting;
        this.data = TrainingData.images(setting);
        this.rounds = setting.quick() ? 120 : 300;
        this.trials = new Trials(
                this.setting,
                "federated",
                () -> data.job("mlp:128", rounds, BATCH).sharding("label").evaluateEvery(10));
    }

    List<Claim> claims() {
        Outcome scaffold = best("scaffold", "scaffold");
        Outcome scafcom = best("scafcom", "scafcom");
        Outcome feedback = best("fed-ef", "fed-ef");
        if (setting.quick()) {
            return List.of(nearScaffold(scafcom, scaffold, List.of()), equalBytes(scafcom, feedback, List.of()));
        }
        Outcome average = best("fedavg", "fedavg");
        Outcome quantised = best("fedpaq", "fedpaq", FEW_LEVELS);
        Outcome tracked = best("fedcomgate", "fedcomgate", FEW_LEVELS);
        Outcome few = best("scallion-few", "scallion", FEW_LEVELS);
        Outcome more = best("scallion", "scallion", MORE_LEVELS);
        return List.of(
                nearScaffold(scafcom, scaffold, List.of(average)),
                equalBytes(scafcom, feedback, List.of(quantised, tracked)),
                scallion(more, few, scaffold, quantised, tracked),
                averaging(scafcom),
                scaling(more));
    }

    /** The best of one method over the local rates. */
    private Outcome best(String label, String method, Override... overrides) {
        Stream<Override> shared = Stream.of(
                new Override("clients", Integer.toString(CLIENTS)),
                new Override("participants", Integer.toString(PARTICIPANTS)),
                new Override("local-steps", Integer.toString(LOCAL_STEPS)));
        return trials.best(
                label,
                method,
                setting.quick() ? QUICK_RATES : RATES,
                Outcome::settledAccuracy,
                Stream.concat(shared, Arrays.stream(overrides)).toArray(Override[]::new));
    }

    /** A run like one that stands but for one setting; its local rate stays. */
    private Outcome changed(Outcome like, String method, Override change) {
        return trials.run(
                method + "-" + change.key() + change.value(),
                method,
                Stream.concat(like.overrides().stream(), Stream.of(change)).toArray(Override[]::new));
    }

    private Claim nearScaffold(Outcome scafcom, Outcome scaffold, List<Outcome> others) {
        double share = up(scafcom) / up(scaffold);
        return new Claim(
                "SCAFCOM trains as SCAFFOLD does with a small part of its uplink",
                "matches full-precision federated learning with far less uplink (abstract; curves)",
                where("top-2 % in float16, beta 1"),
                String.format(Locale.ROOT, "%s, %.2f %% of SCAFFOLD's uplink", text(scafcom), 100 * share),
                text(scaffold) + join(others),
                "at most " + BEHIND_SCAFFOLD + " points below SCAFFOLD in one variable, at most 3 % of its uplink",
                scaffold.settledAccuracy() - scafcom.settledAccuracy() <= BEHIND_SCAFFOLD && share <= UPLINK_SHARE);
    }

    private Claim equalBytes(Outcome scafcom, Outcome feedback, List<Outcome> others) {
        boolean aboveOthers = others.stream().allMatch(other -> scafcom.settledAccuracy() > other.settledAccuracy());
        return new Claim(
                "SCAFCOM is above compressed federated averaging at equal bytes",
                "better than compressed federated learning at equal bits (curves)",
                where("top-2 % in float16"
                        + (others.isEmpty() ? "" : "; FedPAQ and FedCOMGATE with levels of about as many bytes")),
                text(scafcom),
                text(feedback) + join(others),
                "at least " + ABOVE_FEEDBACK + " points above Fed-EF" + (others.isEmpty() ? "" : ", above the others"),
                scafcom.settledAccuracy() - feedback.settledAccuracy() >= ABOVE_FEEDBACK && aboveOthers);
    }

    private Claim scallion(Outcome more, Outcome few, Outcome scaffold, Outcome quantised, Outcome tracked) {
        return new Claim(
                "SCALLION trains as SCAFFOLD does with a part of its uplink, above FedPAQ and FedCOMGATE at equal bytes",
                "matches full-precision federated learning with far less uplink (abstract; curves)",
                where(
                        "alpha 1 / (1 + omega); QSGD with 7 levels, and with few levels of about as many bytes as top-2 %"),
                text(more) + "; " + text(few),
                text(scaffold) + join(List.of(quantised, tracked)),
                "with 7 levels at most " + BEHIND_SCAFFOLD + " points below SCAFFOLD, with few above the two",
                scaffold.settledAccuracy() - more.settledAccuracy() <= BEHIND_SCAFFOLD
                        && few.settledAccuracy() > quantised.settledAccuracy()
                        && few.settledAccuracy() > tracked.settledAccuracy());
    }

    private Claim averaging(Outcome plain) {
        List<Outcome> others = Stream.of("0.1", "0.2", "0.5")
                .map(beta -> changed(plain, "scafcom", new Override("gradient-averaging", beta)))
                .toList();
        return ablation("beta 1", "top-2 % in float16, beta 0.1, 0.2, 0.5 and 1 at the rate best for 1", plain, others);
    }

    private Claim scaling(Outcome automatic) {
        List<Outcome> others = Stream.of("0.05", "0.1", "0.3", "1")
                .map(alpha -> changed(automatic, "scallion", new Override("control-weight", alpha)))
                .toList();
        return ablation(
                "alpha 1 / (1 + omega)",
                "QSGD with 7 levels, alpha 0.05, 0.1, 0.3 and 1 at the rate best for the default",
                automatic,
                others);
    }

    private Claim ablation(String chosen, String varied, Outcome plain, List<Outcome> others) {
        double best =
                others.stream().mapToDouble(Outcome::settledAccuracy).max().orElseThrow();
        return new Claim(
                "With " + chosen + ", the default, training is about as good as with the best of others",
                "0.1 to 1 in practice",
                where(varied),
                text(plain),
                join(others).substring(2),
                "at most " + BEHIND_BEST + " point below the best",
                best - plain.settledAccuracy() <= BEHIND_BEST);
    }

    private String where(String codec) {
        return String.format(
                Locale.ROOT,
                "MLP 784-128-10 on %s, %d clients of two labels in 4 processes, %d in a round, %d local steps of batch %d, %d"
                        + " rounds, best of the local rates %s; %s; seeds %s",
                data.label(),
                CLIENTS,
                PARTICIPANTS,
                LOCAL_STEPS,
                BATCH,
                rounds,
                setting.quick() ? QUICK_RATES : RATES,
                codec,
                setting.seeds());
    }

    private static double up(Outcome outcome) {
        return outcome.mean(result -> result.clients().orElseThrow().up().total());
    }

    private static String text(Outcome outcome) {
        return String.format(
                Locale.ROOT, "%s %.2f %%, %.1f MB up", outcome.label(), outcome.settledAccuracy(), up(outcome) / 1e6);
    }

    private static String join(List<Outcome> outcomes) {
        List<String> texts = new ArrayList<>();
        outcomes.forEach(outcome -> texts.add("; " + text(outcome)));
        return String.join("", texts);
    }
}
