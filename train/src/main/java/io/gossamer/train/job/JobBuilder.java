package io.gossamer.train.job;

import io.gossamer.model.task.Tasks;
import io.gossamer.train.method.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds a {@link Job}, filling in what is not said from the task's default model and the model's recipe. */
public final class JobBuilder {
    private String task = "digits";
    private Optional<String> data = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<String> loss = Optional.empty();
    private List<String> methods = List.of("allreduce", "dgc");
    private int workers = 4;
    private String link = "20mbit,10ms";
    private long seed = 1;
    private Optional<Long> steps = Optional.empty();
    private Optional<Integer> batch = Optional.empty();
    private Optional<Integer> examples = Optional.empty();
    private String sharding = "iid";
    private Optional<Long> evaluateEvery = Optional.empty();
    private long checkpointEvery = 200;
    private String timeout = "30s";
    private boolean tls = true;
    private final Map<String, Map<String, String>> overrides = new TreeMap<>();

    JobBuilder() {}

    public JobBuilder task(String name) {
        task = name;
        return this;
    }

    /** A file or folder. */
    public JobBuilder data(String path) {
        data = Optional.of(path);
        return this;
    }

    public JobBuilder model(String nameOrFile) {
        model = Optional.of(nameOrFile);
        return this;
    }

    public JobBuilder loss(String name) {
        loss = Optional.of(name);
        return this;
    }

    public JobBuilder methods(String... names) {
        methods = List.of(names);
        return this;
    }

    public JobBuilder workers(int count) {
        workers = count;
        return this;
    }

    /** {@code RATE,LATENCY[,LOSS]}, or {@code none}. */
    public JobBuilder link(String text) {
        link = text;
        return this;
    }

    public JobBuilder seed(long value) {
        seed = value;
        return this;
    }

    public JobBuilder steps(long count) {
        steps = Optional.of(count);
        return this;
    }

    /** Examples per worker and step. */
    public JobBuilder batch(int size) {
        batch = Optional.of(size);
        return this;
    }

    /** Trains on the first examples only. */
    public JobBuilder examples(int count) {
        examples = Optional.of(count);
        return this;
    }

    /** {@code iid} or {@code label}. */
    public JobBuilder sharding(String kind) {
        sharding = kind;
        return this;
    }

    public JobBuilder evaluateEvery(long count) {
        evaluateEvery = Optional.of(count);
        return this;
    }

    public JobBuilder checkpointEvery(long count) {
        checkpointEvery = count;
        return this;
    }

    public JobBuilder timeout(String duration) {
        timeout = duration;
        return this;
    }

    /** Whether workers prove who they are to each other, and encrypt what they say. */
    public JobBuilder tls(boolean on) {
        tls = on;
        return this;
    }

    /** Sets something about one method, or about all that have it when the method is {@link Job#EVERY_METHOD}. */
    public JobBuilder set(String method, String setting, String value) {
        overrides.computeIfAbsent(method, m -> new TreeMap<>()).put(setting, value);
        return this;
    }

    public Job build() {
        String chosenModel = model.orElseGet(() -> Tasks.defaultModel(task));
        Recipe recipe = Recipe.of(chosenModel);
        long chosenSteps = steps.orElse(recipe.steps());
        return new Job(
                        task,
                        data,
                        chosenModel,
                        loss,
                        methods,
                        workers,
                        link,
                        seed,
                        chosenSteps,
                        batch.orElse(recipe.batch()),
                        examples,
                        sharding,
                        evaluateEvery.orElse(Math.max(1, chosenSteps / 32)),
                        checkpointEvery,
                        timeout,
                        tls,
                        overrides)
                .validated();
    }
}
