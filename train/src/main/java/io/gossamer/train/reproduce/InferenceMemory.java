package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a worker holds in memory at its peak beyond what the same worker holds with a model of next to no parameters:
 * Just One Byte beside the all-reduce of gradients, with SGD and momentum, on a network of 20 million parameters.
 */
final class InferenceMemory {
    private static final TrainingData DIGITS = new TrainingData("digits", Optional.empty(), "the built-in digits");
    private static final String LARGE = "mlp:4096-4096";
    private static final String SMALL = "logistic";
    private static final double MIB = 1 << 20;
    private static final double BOUND = 0.6;

    private final Reproduction.Setting setting;

    InferenceMemory(Reproduction.Setting setting) {
        this.setting = setting;
    }

    Claim claim() {
        double scalars = beyondTheProcess(OneByteProblem.METHOD, new Override("samples", "1"));
        double gradients = beyondTheProcess("allreduce");
        return new Claim(
                "Learning takes no more memory than inference does: no gradients, no optimiser's state",
                "inference-only (abstract); no figure",
                "mlp 784-4096-4096-10 on " + DIGITS.label()
                        + ", 20 M parameters (77 MiB), 2 workers, batch 16; peak resident memory of a worker beyond that "
                        + "with 7,850 parameters",
                String.format(Locale.ROOT, "%.0f MiB", scalars / MIB),
                String.format(Locale.ROOT, "%.0f MiB for the all-reduce of gradients", gradients / MIB),
                "at most " + BOUND + " of it",
                scalars <= BOUND * gradients);
    }

    private double beyondTheProcess(String method, Override... overrides) {
        return peak(LARGE, method, overrides) - peak(SMALL, method, overrides);
    }

    private double peak(String model, String method, Override... overrides) {
        Outcome outcome = new Trials(
                        setting, "memory", () -> DIGITS.job(model, 3, 16).workers(2))
                .run(method + "-" + model.replace(':', '-'), method, overrides);
        return outcome.mean(InferenceMemory::peak);
    }

    private static double peak(MethodResult result) {
        Path folder = Path.of(result.checkpoint().path()).getParent();
        return new MethodDirectory(folder)
                .events().stream()
                        .filter(Event.Finished.class::isInstance)
                        .mapToLong(event -> ((Event.Finished) event).peakMemory())
                        .average()
                        .orElseThrow();
    }
}
