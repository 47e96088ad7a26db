package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CO2 among groups of workers that average gradients at every step, with the state of the inner optimiser whole on each
 * member and in pieces (ZeRO): what a worker keeps, what it says in its group and to the others.
 */
final class Co2Groups {
    private static final int PERIOD = 12;
    private static final int BATCH = 32;
    private static final int SIZE = 2;

    /** AdamW counts its steps; with an odd number of elements one piece is longer. */
    private static final double SLACK_BYTES = 24;

    private Co2Groups() {}

    static Claim claim(Reproduction.Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = (setting.quick() ? 10L : 40L) * PERIOD;
        Trials trials = new Trials(setting, "groups", () -> job(data, steps));
        List<Outcome> stages =
                IntStream.range(0, 3).mapToObj(stage -> grouped(trials, stage)).toList();
        Outcome alone = trials.run("alone", "co2", inner());
        List<Kept> kept = stages.stream().map(Kept::of).toList();
        return new Claim(
                "The members of a group share out the optimiser's state, and nothing else changes",
                "CO2 integrates ZeRO: stages 1 to 3 inside a group, CO2 among groups",
                String.format(
                        Locale.ROOT,
                        "MLP 784-64-64-10 on %s, 2 groups of %d workers of batch %d, %d rounds of %d steps of AdamW, seeds %s",
                        data.label(),
                        SIZE,
                        BATCH,
                        steps / PERIOD,
                        PERIOD,
                        setting.seeds()),
                kept.stream().map(Kept::text).collect(Collectors.joining("; ")),
                String.format(
                        Locale.ROOT, "every worker its own group: %s, %.0f bytes a step", alone, bytesInSteps(alone)),
                "the same test loss to the last bit, and with ZeRO at most 1/" + SIZE
                        + " of the inner optimiser's state on a worker",
                kept.stream()
                        .allMatch(each -> each.equalTo(kept.getFirst())
                                && (each.stage() == 0
                                        || each.state() <= kept.getFirst().state() / SIZE + SLACK_BYTES)));
    }

    private static JobBuilder job(TrainingData data, long steps) {
        return data.job("mlp:64-64", steps, BATCH);
    }

    private static Override[] inner(Override... more) {
        return Stream.concat(
                        Stream.of(
                                new Override("optimizer", "adamw"),
                                new Override("learning-rate", "1e-3"),
                                new Override("sync-every", Integer.toString(PERIOD))),
                        Stream.of(more))
                .toArray(Override[]::new);
    }

    private static Outcome grouped(Trials trials, int stage) {
        return trials.run(
                "zero-" + stage,
                "co2",
                inner(
                        new Override("group-size", Integer.toString(SIZE)),
                        new Override("zero", Integer.toString(stage)),
                        new Override("sharded-momentum", Boolean.toString(stage > 0))));
    }

    private static double bytesInSteps(Outcome outcome) {
        return outcome.mean(result -> result.bytesPerStep().steady().total());
    }

    /** What a worker keeps, in bytes, and says, in bytes a step; means over the seeds. */
    private record Kept(int stage, Outcome outcome, double state, double outerState, double inside, double across) {
        static Kept of(Outcome outcome) {
            return new Kept(
                    Integer.parseInt(outcome.label().substring("zero-".length())),
                    outcome,
                    figure(outcome, "innerStateBytes"),
                    figure(outcome, "outerStateBytes"),
                    figure(outcome, "bytesPerStepInside"),
                    figure(outcome, "bytesPerStepAcross"));
        }

        private static double figure(Outcome outcome, String name) {
            return outcome.notes().stream()
                    .filter(note -> note.figures().containsKey(name))
                    .mapToDouble(note -> note.figures().get(name))
                    .average()
                    .orElseThrow();
        }

        /** Whether all seeds came to the same loss. */
        boolean equalTo(Kept other) {
            return losses(outcome).equals(losses(other.outcome));
        }

        private static List<Double> losses(Outcome outcome) {
            return outcome.results().stream()
                    .map(result -> result.scores().loss())
                    .toList();
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%s, loss %.4f: %.0f bytes of inner and %.0f of outer state a worker, %.0f bytes a step inside a group, %.0f"
                            + " among groups",
                    outcome,
                    outcome.loss(),
                    state,
                    outerState,
                    inside,
                    across);
        }
    }
}
