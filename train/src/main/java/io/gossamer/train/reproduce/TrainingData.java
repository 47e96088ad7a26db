package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a reproduction trains on: real data where it is at hand, the built-in data where it is not.
 *
 * @param task its name in a job
 * @param path where it lies; empty for built-in data
 * @param label how claims call it
 */
record TrainingData(String task, Optional<Path> path, String label) {
    /** MNIST, or the built-in digits. */
    static TrainingData images(Reproduction.Setting setting) {
        return first(setting, "mnist", "mnist", "MNIST", "digits", "the built-in digits (no MNIST at hand)");
    }

    /** CIFAR-10, or the built-in digits. */
    static TrainingData photographs(Reproduction.Setting setting) {
        return first(
                setting,
                "cifar10",
                "cifar10",
                "10,000 images of CIFAR-10",
                "digits",
                "the built-in digits (no CIFAR-10 at hand)");
    }

    /** Tiny Shakespeare, or the built-in text. */
    static TrainingData text(Reproduction.Setting setting) {
        return first(
                setting,
                "tinyshakespeare/input.txt",
                "textfile",
                "tiny Shakespeare",
                "text",
                "the built-in text (no tiny Shakespeare at hand)");
    }

    private static TrainingData first(
            Reproduction.Setting setting, String place, String task, String label, String builtIn, String otherwise) {
        return setting.data()
                .map(data -> data.resolve(place))
                .filter(Files::exists)
                .map(path -> new TrainingData(task, Optional.of(path), label))
                .orElse(new TrainingData(builtIn, Optional.empty(), otherwise));
    }

    /**
     * A job on this data with four workers, no thinner a link than the machine's own and nobody to hide from, judged at its
     * end.
     */
    JobBuilder job(String model, long steps, int batch) {
        JobBuilder builder = Job.builder().task(task);
        path.ifPresent(at -> builder.data(at.toString()));
        return builder.model(model)
                .workers(4)
                .link("none")
                .tls(false)
                .steps(steps)
                .batch(batch)
                .evaluateEvery(steps)
                .checkpointEvery(0);
    }
}
