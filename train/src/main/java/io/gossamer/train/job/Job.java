package io.gossamer.train.job;

import io.gossamer.core.catalogue.Catalogue;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Durations;
import io.gossamer.model.data.Sharding;
import io.gossamer.net.shape.Link;
import io.gossamer.train.method.Preset;
import io.gossamer.train.method.Presets;
import io.gossamer.train.method.Recipe;
import io.gossamer.train.method.Setting;
import io.gossamer.train.method.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A training job: a task, a model, and the methods to train it with, one after the other. Written to
 * {@code job.json} of the run directory and read by every worker.
 *
 * @param task name of the task
 * @param data where its data lies; absent for built-in data
 * @param model built-in name, or path of a TorchScript file
 * @param loss loss of a TorchScript model; absent for the task's own
 * @param methods names of the methods
 * @param workers number of worker processes
 * @param link access line of each worker, {@code RATE,LATENCY[,LOSS]} or {@code none}
 * @param seed of everything random
 * @param steps steps of each method
 * @param batch examples per worker and step
 * @param examples the first of the training data, which alone are learnt from; absent for all
 * @param sharding how the training data is dealt out: {@code iid}, {@code label} {@code dirichlet(ALPHA)} or {@code
 *     dirichlet(ALPHA,resample)}
 * @param evaluateEvery steps between evaluations on the test data
 * @param checkpointEvery steps between checkpoints, 0 for none but the last
 * @param timeout how long a worker may stay silent, such as {@code 30s}
 * @param tls whether workers talk by TLS
 * @param overrides settings that differ from a method's defaults: by method name, then by setting; the name {@code *}
 *     stands for all methods that have the setting
 */
public record Job(
        String task,
        Optional<String> data,
        String model,
        Optional<String> loss,
        List<String> methods,
        int workers,
        String link,
        long seed,
        long steps,
        int batch,
        Optional<Integer> examples,
        String sharding,
        long evaluateEvery,
        long checkpointEvery,
        String timeout,
        boolean tls,
        Map<String, Map<String, String>> overrides) {

    /** The overrides' name for all methods. */
    public static final String EVERY_METHOD = "*";

    private static final int MOST_WORKERS = 1024;

    public Job {
        methods = List.copyOf(methods);
        overrides = new TreeMap<>(overrides);
        require(!methods.isEmpty(), "No method is named", "Name one with --method, for instance dgc.");
        require(
                methods.stream().distinct().count() == methods.size(),
                "A method is named twice in " + methods,
                "Name each method once.");
        methods.forEach(Job::preset);
        require(
                workers >= 1 && workers <= MOST_WORKERS,
                workers + " workers are not possible",
                "Use 1 to " + MOST_WORKERS + " workers.");
        require(steps >= 1, steps + " steps are no training", "Set --steps to 1 or more.");
        require(batch >= 1, "A batch of " + batch + " is empty", "Set --batch to 1 or more.");
        examples.ifPresent(
                count -> require(count >= 1, count + " examples teach nothing", "Set --examples to 1 or more."));
        require(evaluateEvery >= 1, "Evaluation every " + evaluateEvery + " steps", "Set --eval-every to 1 or more.");
        require(checkpointEvery >= 0, "Checkpoints every " + checkpointEvery + " steps", "Set it to 0 or more.");
        Link.parse(link);
        Durations.parse(timeout);
        Sharding.named(sharding);
    }

    /** A job with the defaults of a task and model; see {@link JobBuilder}. */
    public static JobBuilder builder() {
        return new JobBuilder();
    }

    public Link shape() {
        return Link.parse(link);
    }

    public Duration silence() {
        return Durations.parse(timeout);
    }

    /**
     * A method by name.
     *
     * @throws GossamerException that suggests a name if there is none such
     */
    public static Preset preset(String name) {
        return Presets.find(name)
                .orElseThrow(() -> new GossamerException(
                        "There is no method '" + name + "'",
                        Catalogue.load()
                                        .suggestPreset(name)
                                        .map(close -> "Did you mean '" + close + "'? ")
                                        .orElse("")
                                + "All are listed by: gossamer methods."));
    }

    /** The settings of one of the job's methods: defaults of its preset, then the overrides. */
    public Settings settings(String method) {
        Settings settings = preset(method).defaults(Recipe.of(model), steps);
        for (var entry : overrides.getOrDefault(EVERY_METHOD, Map.of()).entrySet()) {
            Setting setting = Setting.named(entry.getKey());
            if (settings.has(setting)) {
                settings = settings.with(setting, entry.getValue());
            }
        }
        for (var entry : overrides.getOrDefault(method, Map.of()).entrySet()) {
            settings = settings.with(Setting.named(entry.getKey()), entry.getValue());
        }
        return settings;
    }

    /** This job with another number of workers. */
    public Job withWorkers(int count) {
        return new Job(
                task,
                data,
                model,
                loss,
                methods,
                count,
                link,
                seed,
                steps,
                batch,
                examples,
                sharding,
                evaluateEvery,
                checkpointEvery,
                timeout,
                tls,
                overrides);
    }

    /** This job with its data at another place. */
    public Job withData(Optional<String> place) {
        return new Job(
                task,
                place,
                model,
                loss,
                methods,
                workers,
                link,
                seed,
                steps,
                batch,
                examples,
                sharding,
                evaluateEvery,
                checkpointEvery,
                timeout,
                tls,
                overrides);
    }

    /** Checks every override, so that none is silently ignored. */
    public Job validated() {
        for (String method : overrides.keySet()) {
            require(
                    method.equals(EVERY_METHOD) || methods.contains(method),
                    "Settings are given for '" + method + "', which is not run",
                    "The job runs " + String.join(", ", methods) + ".");
        }
        for (String key : overrides.getOrDefault(EVERY_METHOD, Map.of()).keySet()) {
            Setting setting = Setting.named(key);
            require(
                    methods.stream()
                            .anyMatch(m ->
                                    preset(m).defaults(Recipe.of(model), steps).has(setting)),
                    "No method of " + methods + " has " + key,
                    "Leave it out, or run a method that has it.");
        }
        methods.forEach(this::settings);
        return this;
    }

    private static void require(boolean condition, String message, String hint) {
        if (!condition) {
            throw new GossamerException(message, hint);
        }
    }
}
