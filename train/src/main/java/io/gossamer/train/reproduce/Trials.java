package io.gossamer.train.reproduce;

import io.gossamer.core.failure.DivergedException;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.launch.Launcher;
import io.gossamer.train.launch.RunListener;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Runs variants of one job, each with every seed, and keeps their results. */
final class Trials {
    private final Reproduction.Setting setting;
    private final String name;
    private final Supplier<JobBuilder> base;
    private final Supplier<Launcher> launcher;

    /**
     * @param name what these trials are about, in folders and progress
     * @param base makes the job that all variants start from, without method and seed
     */
    Trials(Reproduction.Setting setting, String name, Supplier<JobBuilder> base) {
        this(setting, name, base, () -> new Launcher(RunListener.silent()));
    }

    /** @param launcher makes what runs each variant */
    Trials(Reproduction.Setting setting, String name, Supplier<JobBuilder> base, Supplier<Launcher> launcher) {
        this.setting = setting;
        this.name = name;
        this.base = base;
        this.launcher = launcher;
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
        List<Double> losses = new ArrayList<>();
        List<Double> settled = new ArrayList<>();
        List<Event.Noted> notes = new ArrayList<>();
        for (long seed : setting.seeds()) {
            JobBuilder builder = base.get().methods(method).seed(seed);
            for (Override override : overrides) {
                builder.set(method, override.key(), override.value());
            }
            String folder = folder(label, seed);
            MethodResult result = train(builder.build(), folder);
            setting.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "%s, %s, seed %d: accuracy %.2f %%, loss %.4f, %.0f bytes a step",
                            name,
                            label,
                            seed,
                            100 * result.scores().accuracy(),
                            result.scores().loss(),
                            result.bytesPerStep().steady().total()));
            results.add(result);
            List<Event> events = events(label, method, seed);
            losses.add(trainingLoss(events));
            settled.add(settledAccuracy(events, result.steps()));
            events.stream().filter(Event.Noted.class::isInstance).forEach(event -> notes.add((Event.Noted) event));
        }
        return new Outcome(label, List.of(overrides), results, losses, settled, notes);
    }

    private String folder(String label, long seed) {
        return name + "-" + label + "-seed" + seed;
    }

    /** Where a run is. */
    RunDirectory directory(String label, long seed) {
        return RunDirectory.open(setting.output().resolve(folder(label, seed)));
    }

    /** What happened in a run. */
    List<Event> events(String label, String method, long seed) {
        return directory(label, seed).method(method).events();
    }

    /** What the first worker of a finished run kept of its state. */
    Path checkpoint(String label, String method, long seed) {
        try (Stream<Path> folders =
                Files.list(directory(label, seed).method(method).checkpoints())) {
            return folders.sorted().reduce((one, next) -> next).orElseThrow().resolve("worker-0.safetensors");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Trains with one method at several learning rates and takes the best. A rate at which it diverges is told and left
     * out.
     *
     * @param quality larger is better
     * @throws DivergedException if it diverges at every rate
     */
    Outcome best(
            String label, String method, List<String> rates, ToDoubleFunction<Outcome> quality, Override... overrides) {
        return rates.stream()
                .map(rate -> attempt(label + "-" + rate, method, at(rate, overrides)))
                .flatMap(Optional::stream)
                .max(Comparator.comparingDouble(quality))
                .orElseThrow(() -> divergesAtAll(label, rates));
    }

    /**
     * The best rate, as {@link #best} would find it, but goes from the middle one both ways to the next as long as that is better:
     * to the best of all, if quality rises up to it and falls from there.
     *
     * @param rates ascending
     */
    String climb(
            String label, String method, List<String> rates, ToDoubleFunction<Outcome> quality, Override... overrides) {
        Map<String, Optional<Outcome>> tried = new HashMap<>();
        IntToDoubleFunction reached = place -> tried.computeIfAbsent(
                        rates.get(place), rate -> attempt(label + "-" + rate, method, at(rate, overrides)))
                .map(quality::applyAsDouble)
                .orElse(Double.NEGATIVE_INFINITY);
        int middle = rates.size() / 2;
        while (middle > 0 && reached.applyAsDouble(middle) == Double.NEGATIVE_INFINITY) {
            middle--;
        }
        int best = middle;
        // Both ways from there: of rates that are all too large one may be a little better than the next.
        for (int towards : new int[] {1, -1}) {
            int end = middle;
            for (int next = end + towards;
                    next >= 0 && next < rates.size() && reached.applyAsDouble(next) > reached.applyAsDouble(end);
                    next += towards) {
                end = next;
            }
            best = reached.applyAsDouble(end) > reached.applyAsDouble(best) ? end : best;
        }
        if (reached.applyAsDouble(best) == Double.NEGATIVE_INFINITY) {
            throw divergesAtAll(label, rates);
        }
        return rates.get(best);
    }

    private DivergedException divergesAtAll(String label, List<String> rates) {
        return new DivergedException(
                name + ", " + label + " diverges at every learning rate of " + rates, "Lower rates belong among them.");
    }

    /** Trains at one learning rate; the label is followed by it. */
    Outcome runAt(String rate, String label, String method, Override... overrides) {
        return run(label + "-" + rate, method, at(rate, overrides));
    }

    private static Override[] at(String rate, Override... overrides) {
        return Stream.concat(Stream.of(overrides), Stream.of(new Override("learning-rate", rate)))
                .toArray(Override[]::new);
    }

    /** Trains with one method; nothing if it diverges, which is told. */
    Optional<Outcome> attempt(String label, String method, Override... overrides) {
        try {
            return Optional.of(run(label, method, overrides));
        } catch (DivergedException diverged) {
            setting.progress().accept(name + ", " + label + ": " + diverged.getMessage());
            return Optional.empty();
        }
    }

    /** Mean loss of all workers' batches in the last twentieth of the steps. */
    private static double trainingLoss(List<Event> events) {
        List<Event.Step> steps = events.stream()
                .filter(Event.Step.class::isInstance)
                .map(Event.Step.class::cast)
                .toList();
        long last = steps.stream().mapToLong(Event.Step::step).max().orElseThrow();
        return steps.stream()
                .filter(step -> step.step() > last - Math.max(1, last / 20))
                .mapToDouble(Event.Step::loss)
                .filter(loss -> !Double.isNaN(loss))
                .average()
                .orElseThrow();
    }

    /** Mean accuracy in percent of the evaluations in the last sixth of the steps. */
    private static double settledAccuracy(List<Event> events, long steps) {
        return events.stream()
                .filter(Event.Evaluation.class::isInstance)
                .map(Event.Evaluation.class::cast)
                .filter(evaluation -> evaluation.step() >= steps - steps / 6)
                .mapToDouble(evaluation -> 100 * evaluation.accuracy())
                .average()
                .orElseThrow();
    }

    /** A run of the same job that stands there already is kept if it is finished, and goes on if it is not. */
    private MethodResult train(Job job, String folder) {
        Path out = setting.output().resolve(folder);
        try {
            boolean begun = Files.exists(out) && RunDirectory.open(out).job().equals(job);
            return (begun ? launcher.get().resume(out) : launcher.get().run(job, out))
                    .runs()
                    .getFirst();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training " + folder, interrupted);
        }
    }

    /**
     * What became of one variant.
     *
     * @param overrides what it was run with
     * @param results one per seed
     * @param trainingLosses at the end, one per seed
     * @param settledAccuracies in percent, each the mean of the evaluations in the last sixth of the steps, one per seed
     * @param notes what the method decided, of all seeds
     */
    record Outcome(
            String label,
            List<Override> overrides,
            List<MethodResult> results,
            List<Double> trainingLosses,
            List<Double> settledAccuracies,
            List<Event.Noted> notes) {
        /** Mean loss on training batches at the end. */
        double trainingLoss() {
            return mean(trainingLosses);
        }

        /** Mean of the settled accuracies in percent. */
        double settledAccuracy() {
            return mean(settledAccuracies);
        }

        private static double mean(List<Double> figures) {
            return figures.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        /** Mean loss on the test data. */
        double loss() {
            return mean(result -> result.scores().loss());
        }

        /** The label with the mean loss on the test data. */
        String lossText() {
            return String.format(Locale.ROOT, "%s %.4f", label, loss());
        }

        /** Mean bytes that a worker sent in all steps. */
        double bytes() {
            return mean(result -> (double) result.bytes().sent());
        }

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
