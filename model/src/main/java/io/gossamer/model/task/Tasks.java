package io.gossamer.model.task;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.network.ModelName;
import io.gossamer.model.pretrained.PretrainedModel;
import io.gossamer.model.pretrained.PretrainedModels;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Opens tasks by name, the built-in ones and those of {@link TaskProvider}s, and tells which task fits a path. */
public final class Tasks {
    private Tasks() {}

    /** The names that {@link #open} takes. */
    public static List<String> names() {
        return Stream.concat(BuiltInTask.allNames().stream(), providers().map(TaskProvider::name))
                .toList();
    }

    /**
     * The model of a task taken when the user names none; looks at no data.
     *
     * @throws GossamerException if there is no such task
     */
    public static String defaultModel(String task) {
        return provider(task)
                .map(TaskProvider::defaultModel)
                .orElseGet(() -> builtIn(task).defaultModel());
    }

    /**
     * The task whose data a path holds: an IDX folder, CIFAR-10, or a text file.
     *
     * @return its name, for {@link #open}
     * @throws GossamerException if the path does not exist or is none of these
     */
    public static String guess(Path data) {
        requireExists(data);
        return Arrays.stream(BuiltInTask.values())
                .filter(task -> task.recognises(data))
                .findFirst()
                .map(task -> task.names().getFirst())
                .orElseThrow(() -> new GossamerException(
                        data + " holds no data of a kind that is known",
                        "Name an IDX folder, a CIFAR-10 folder or a .txt file; or say what it is with --task."));
    }

    /**
     * Opens a task, reading or making its data.
     *
     * @param name one of {@link #names}, or {@code idx} for {@code mnist}
     * @param data the folder or file to read; empty for a task that makes its data
     * @param seed of the data, where it is made
     * @throws GossamerException if there is no such task, its path is missing or superfluous, or its data is damaged
     */
    public static Task open(String name, Optional<Path> data, long seed) {
        return openFor(name, data, Optional.empty(), seed);
    }

    /**
     * Opens a task to train a certain model on. A pretrained language model brings its tokenizer and its weights, so a
     * text task reads its text with that, and makes that network.
     *
     * @param model as {@link Task#network(String, long)} takes it
     * @throws GossamerException as {@link #open}, and if the model's file or its tokenizer is missing or damaged
     */
    public static Task openFor(String name, Optional<Path> data, String model, long seed) {
        return openFor(name, data, Optional.of(model), seed);
    }

    private static Task openFor(String name, Optional<Path> data, Optional<String> model, long seed) {
        return provider(name)
                .map(provider -> provider.open(data, seed))
                .orElseGet(() -> open(builtIn(name), data, model, seed));
    }

    @SuppressWarnings("MustBeClosedChecker") // The task closes the memory; on failure it is closed here.
    private static Task open(BuiltInTask task, Optional<Path> data, Optional<String> model, long seed) {
        requireDataWhereNeeded(task, data);
        Arena memory = Arena.ofShared();
        try {
            Optional<PretrainedModel> pretrained = model.filter(name -> task.readsText())
                    .flatMap(name -> PretrainedModels.read(ModelName.parse(name).base(), memory));
            return task.open(new BuiltInTask.Opening(data.orElse(null), pretrained, seed, memory));
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static Stream<TaskProvider> providers() {
        return ServiceLoader.load(TaskProvider.class).stream().map(ServiceLoader.Provider::get);
    }

    private static Optional<TaskProvider> provider(String name) {
        return providers().filter(provider -> provider.name().equals(name)).findFirst();
    }

    private static BuiltInTask builtIn(String name) {
        return Arrays.stream(BuiltInTask.values())
                .filter(task -> task.names().contains(name))
                .findFirst()
                .orElseThrow(() -> new GossamerException(
                        "There is no task named '%s'".formatted(name),
                        "Use one of: " + String.join(", ", names()) + "."));
    }

    private static void requireDataWhereNeeded(BuiltInTask task, Optional<Path> data) {
        String name = task.names().getFirst();
        if (task.readsFiles() && data.isEmpty()) {
            throw new GossamerException(
                    "Task '%s' reads files, and none are named".formatted(name), "Name them with --data PATH.");
        }
        if (!task.readsFiles() && data.isPresent()) {
            throw new GossamerException(
                    "Task '%s' makes its data and does not read %s".formatted(name, data.get()),
                    "Leave out --data, or leave out --task to train on that path.");
        }
        data.ifPresent(Tasks::requireExists);
    }

    private static void requireExists(Path data) {
        if (!Files.exists(data)) {
            throw new GossamerException(data + " does not exist", "Check the path given with --data.");
        }
    }
}
