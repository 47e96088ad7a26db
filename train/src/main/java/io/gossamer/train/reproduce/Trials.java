package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.launch.Launcher;
import io.gossamer.train.launch.RunListener;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Runs variants of one job, each with every seed, and keeps their results. */
final class Trials {
    private final Reproduction.Setting setting;
    private final Supplier<JobBuilder> base;

    /** @param base makes the job that all variants start from, without method and seed */
    Trials(Reproduction.Setting setting, Supplier<JobBuilder> base) {
        this.setting = setting;
        this.base = base;
    }

    /** Something to change about the job. */
    record Override(String key, String value) {}

    /**
     * Trains with one method.
     *
     * @param label names the variant in folders and progress
     */
    Outcome run(String label, String method, Override... overrides) {
        List<MethodResult> results = new ArrayList<>();
        for (long seed : setting.seeds()) {
            JobBuilder builder = base.get().methods(method).seed(seed);
            for (Override override : overrides) {
                builder.set(method, override.key(), override.value());
            }
            MethodResult result = train(builder.build(), label + "-seed" + seed);
            setting.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "%s, seed %d: accuracy %.2f %%, %.0f bytes a step",
                            label,
                            seed,
                            100 * result.scores().accuracy(),
                            result.bytesPerStep().steady().total()));
            results.add(result);
        }
        return new Outcome(label, results);
    }

    /** A run of the same job that stands there already is kept if it is finished, and goes on if it is not. */
    private MethodResult train(Job job, String folder) {
        Path out = setting.output().resolve(folder);
        Launcher launcher = new Launcher(RunListener.silent());
        try {
            boolean begun = Files.exists(out) && RunDirectory.open(out).job().equals(job);
            return (begun ? launcher.resume(out) : launcher.run(job, out))
                    .runs()
                    .getFirst();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training " + folder, interrupted);
        }
    }

    /** The results of one variant, one per seed. */
    record Outcome(String label, List<MethodResult> results) {
        /** Mean test accuracy in percent. */
        double accuracy() {
            return mean(result -> 100 * result.scores().accuracy());
        }

        /** Mean of a figure over the seeds. */
        double mean(ToDoubleFunction<MethodResult> figure) {
            return results.stream().mapToDouble(figure).average().orElseThrow();
        }

        /** Largest minus smallest accuracy in points. */
        double spread() {
            var statistics = results.stream()
                    .mapToDouble(result -> 100 * result.scores().accuracy())
                    .summaryStatistics();
            return statistics.getMax() - statistics.getMin();
        }

        @java.lang.Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %.2f %% (spread %.2f)", label, accuracy(), spread());
        }
    }
}
